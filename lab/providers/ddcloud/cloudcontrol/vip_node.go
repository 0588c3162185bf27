package cloudcontrol

// VIPNode is an address that a load balancer can send traffic to, in the form of API 2.2.
type VIPNode struct {
	Description         string `json:"description"`
	Status              string `json:"status"`
	ConnectionLimit     int    `json:"connectionLimit"`
	ConnectionRateLimit int    `json:"connectionRateLimit"`
}

// VIPNodeCreation is the body of createNode.
type VIPNodeCreation struct {
	Name                string `json:"name"`
	Description         string `json:"description"`
	IPv4Address         string `json:"ipv4Address,omitempty"`
	IPv6Address         string `json:"ipv6Address,omitempty"`
	Status              string `json:"status"`
	HealthMonitorID     string `json:"healthMonitorId,omitempty"`
	ConnectionLimit     int    `json:"connectionLimit"`
	ConnectionRateLimit int    `json:"connectionRateLimit"`
	NetworkDomainID     string `json:"networkDomainId"`
}

// VIPNodeEdit is the body of editNode; nil fields keep their values.
type VIPNodeEdit struct {
	ID                  string  `json:"id"`
	Description         *string `json:"description,omitempty"`
	Status              *string `json:"status,omitempty"`
	ConnectionLimit     *int    `json:"connectionLimit,omitempty"`
	ConnectionRateLimit *int    `json:"connectionRateLimit,omitempty"`
}

func (client *Client) CreateVIPNode(node VIPNodeCreation) (string, error) {
	return client.made("create VIP node "+node.Name, "2.2", "networkDomainVip/createNode", node, "nodeId", OK)
}

func (client *Client) VIPNode(id string) (*VIPNode, error) {
	return find[VIPNode](client, "VIP node "+id, "2.2", "networkDomainVip/node/"+id)
}

func (client *Client) EditVIPNode(edit VIPNodeEdit) error {
	return client.changeByStatus("edit VIP node "+edit.ID, "2.2", "networkDomainVip/editNode", edit)
}

func (client *Client) DeleteVIPNode(id string) error {
	_, err := client.change("delete VIP node "+id, "2.2", "networkDomainVip/deleteNode", byID{id}, OK)
	return err
}
