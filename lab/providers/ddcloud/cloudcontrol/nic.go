package cloudcontrol

// NotifyNICIPChange tells the platform a NIC's address: one of the two, the other one empty. API operation:
// notifyNicIpChange.
func (client *Client) NotifyNICIPChange(id, privateIPv4, ipv6 string) error {
	body := struct {
		ID          string `json:"nicId"`
		PrivateIPv4 string `json:"privateIpv4,omitempty"`
		IPv6        string `json:"ipv6,omitempty"`
	}{id, privateIPv4, ipv6}
	_, err := client.change("change the address of NIC "+id, "2.9", "server/notifyNicIpChange", body, InProgress)
	return err
}

func (client *Client) ChangeNetworkAdapter(id, adapterType string) error {
	body := struct {
		ID          string `json:"nicId"`
		AdapterType string `json:"networkAdapter"`
	}{id, adapterType}
	_, err := client.change("change the adapter type of NIC "+id, "2.9", "server/changeNetworkAdapter", body, InProgress)
	return err
}

// AddNIC returns the id of a NIC that is not added yet.
func (client *Client) AddNIC(serverID string, nic NICRequest) (string, error) {
	body := struct {
		ServerID string     `json:"serverId"`
		NIC      NICRequest `json:"nic"`
	}{serverID, nic}
	return client.made("add NIC to server "+serverID, "2.9", "server/addNic", body, "nicId", InProgress)
}

func (client *Client) RemoveNIC(id string) error {
	_, err := client.change("remove NIC "+id, "2.9", "server/removeNic", byID{id}, InProgress)
	return err
}
