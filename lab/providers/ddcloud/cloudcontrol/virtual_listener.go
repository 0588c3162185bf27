package cloudcontrol

// VirtualListener is where a load balancer listens, in the form of API 2.2.
type VirtualListener struct {
	Description            string      `json:"description"`
	Address                string      `json:"listenerIpAddress"`
	Enabled                bool        `json:"enabled"`
	ConnectionLimit        int         `json:"connectionLimit"`
	ConnectionRateLimit    int         `json:"connectionRateLimit"`
	SourcePortPreservation string      `json:"sourcePortPreservation"`
	PersistenceProfile     Reference   `json:"persistenceProfile"`
	SSLOffloadProfile      Reference   `json:"sslOffloadProfile"`
	IRules                 []Reference `json:"irule"`
}

// VirtualListenerCreation is the body of createVirtualListener.
type VirtualListenerCreation struct {
	Name                   string   `json:"name"`
	Description            string   `json:"description"`
	Type                   string   `json:"type"`
	Protocol               string   `json:"protocol"`
	Address                string   `json:"listenerIpAddress,omitempty"`
	Port                   int      `json:"port,omitempty"`
	Enabled                bool     `json:"enabled"`
	ConnectionLimit        int      `json:"connectionLimit"`
	ConnectionRateLimit    int      `json:"connectionRateLimit"`
	SourcePortPreservation string   `json:"sourcePortPreservation"`
	PoolID                 string   `json:"poolId,omitempty"`
	PersistenceProfileID   string   `json:"persistenceProfileId,omitempty"`
	SSLOffloadProfileID    string   `json:"sslOffloadProfileId,omitempty"`
	IRuleIDs               []string `json:"iruleId"`
	OptimizationProfile    string   `json:"optimizationProfile,omitempty"`
	NetworkDomainID        string   `json:"networkDomainId"`
}

// VirtualListenerEdit is the body of editVirtualListener; nil fields keep their values.
type VirtualListenerEdit struct {
	ID                     string    `json:"id"`
	Description            *string   `json:"description,omitempty"`
	Enabled                *bool     `json:"enabled,omitempty"`
	ConnectionLimit        *int      `json:"connectionLimit,omitempty"`
	ConnectionRateLimit    *int      `json:"connectionRateLimit,omitempty"`
	SourcePortPreservation *string   `json:"sourcePortPreservation,omitempty"`
	PoolID                 *string   `json:"poolId,omitempty"`
	PersistenceProfileID   *string   `json:"persistenceProfileId,omitempty"`
	SSLOffloadProfileID    *string   `json:"sslOffloadProfileId,omitempty"`
	IRuleIDs               *[]string `json:"iruleId,omitempty"`
}

func (client *Client) CreateVirtualListener(listener VirtualListenerCreation) (string, error) {
	return client.made("create virtual listener "+listener.Name, "2.2", "networkDomainVip/createVirtualListener", listener,
		"virtualListenerId", OK)
}

func (client *Client) VirtualListener(id string) (*VirtualListener, error) {
	return find[VirtualListener](client, "virtual listener "+id, "2.2", "networkDomainVip/virtualListener/"+id)
}

func (client *Client) EditVirtualListener(edit VirtualListenerEdit) error {
	return client.changeByStatus("edit virtual listener "+edit.ID, "2.2", "networkDomainVip/editVirtualListener", edit)
}

func (client *Client) DeleteVirtualListener(id string) error {
	_, err := client.change("delete virtual listener "+id, "2.2", "networkDomainVip/deleteVirtualListener", byID{id}, OK)
	return err
}
