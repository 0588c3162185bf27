package cloudcontrol

// EditServer changes metadata only; nil fields keep their values. API operation: editServerMetadata.
func (client *Client) EditServer(id string, name, description *string) error {
	body := struct {
		ID          string  `json:"id"`
		Name        *string `json:"name,omitempty"`
		Description *string `json:"description,omitempty"`
	}{id, name, description}
	_, err := client.change("edit server "+id, "2.3", "server/editServerMetadata", body, OK)
	return err
}

// Reconfiguration is the body of reconfigureServer; nil fields keep their values.
type Reconfiguration struct {
	ID             string  `json:"id"`
	MemoryGB       *int    `json:"memoryGb,omitempty"`
	CPUCount       *int    `json:"cpuCount,omitempty"`
	CoresPerSocket *int    `json:"coresPerSocket,omitempty"`
	CPUSpeed       *string `json:"cpuSpeed,omitempty"`
}

func (client *Client) ReconfigureServer(wanted Reconfiguration) error {
	_, err := client.change("reconfigure server "+wanted.ID, "2.2", "server/reconfigureServer", wanted, InProgress, OK)
	return err
}

func (client *Client) StartServer(id string) error {
	return client.changeServer("start server "+id, "server/startServer", id)
}

// ShutdownServer asks the guest to shut down.
func (client *Client) ShutdownServer(id string) error {
	return client.changeServer("shut down server "+id, "server/shutdownServer", id)
}

// PowerOffServer does not ask the guest.
func (client *Client) PowerOffServer(id string) error {
	return client.changeServer("power off server "+id, "server/powerOffServer", id)
}

func (client *Client) DeleteServer(id string) error {
	return client.changeServer("delete server "+id, "server/deleteServer", id)
}

func (client *Client) changeServer(what, operation, id string) error {
	_, err := client.change(what, "2.2", operation, byID{id}, InProgress)
	return err
}
