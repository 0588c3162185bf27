package cloudcontrol

import "iter"

// VIPPool of nodes, in the form of API 2.6.
type VIPPool struct {
	Name              string      `json:"name"`
	Description       string      `json:"description"`
	LoadBalanceMethod string      `json:"loadBalanceMethod"`
	HealthMonitors    []Reference `json:"healthMonitor"`
}

// VIPPoolCreation is the body of createPool.
type VIPPoolCreation struct {
	Name              string   `json:"name"`
	Description       string   `json:"description"`
	LoadBalanceMethod string   `json:"loadBalanceMethod"`
	HealthMonitorIDs  []string `json:"healthMonitorId,omitempty"`
	ServiceDownAction string   `json:"serviceDownAction"`
	SlowRampTime      int      `json:"slowRampTime"`
	NetworkDomainID   string   `json:"networkDomainId"`
}

// VIPPoolEdit is the body of editPool. As published, three of its fields are null, not absent, if they keep their
// values.
type VIPPoolEdit struct {
	ID                string    `json:"id"`
	Description       *string   `json:"description,omitempty"`
	LoadBalanceMethod *string   `json:"loadBalanceMethod"`
	HealthMonitorIDs  *[]string `json:"healthMonitorId,omitempty"`
	ServiceDownAction *string   `json:"serviceDownAction"`
	SlowRampTime      *int      `json:"slowRampTime"`
}

func (client *Client) CreateVIPPool(pool VIPPoolCreation) (string, error) {
	return client.made("create VIP pool "+pool.Name, "2.6", "networkDomainVip/createPool", pool, "poolId", OK)
}

func (client *Client) VIPPool(id string) (*VIPPool, error) {
	return find[VIPPool](client, "VIP pool "+id, "2.6", "networkDomainVip/pool/"+id)
}

func (client *Client) EditVIPPool(edit VIPPoolEdit) error {
	return client.changeByStatus("edit VIP pool "+edit.ID, "2.6", "networkDomainVip/editPool", edit)
}

func (client *Client) DeleteVIPPool(id string) error {
	_, err := client.change("delete VIP pool "+id, "2.6", "networkDomainVip/deletePool", byID{id}, OK)
	return err
}

// VIPPoolMember is a node in a pool, in the form of API 2.6.
type VIPPoolMember struct {
	ID     string    `json:"id"`
	Pool   Reference `json:"pool"`
	Node   Reference `json:"node"`
	Status string    `json:"status"`
}

// AddVIPPoolMember without a port means all ports. API operation: addPoolMember.
func (client *Client) AddVIPPoolMember(poolID, nodeID, status string, port *int) (string, error) {
	body := struct {
		PoolID string `json:"poolId"`
		NodeID string `json:"nodeId"`
		Status string `json:"status"`
		Port   *int   `json:"port,omitempty"`
	}{poolID, nodeID, status, port}
	what := "add node " + nodeID + " to VIP pool " + poolID
	return client.made(what, "2.6", "networkDomainVip/addPoolMember", body, "poolMemberId", OK)
}

func (client *Client) VIPPoolMember(id string) (*VIPPoolMember, error) {
	return find[VIPPoolMember](client, "VIP pool member "+id, "2.6", "networkDomainVip/poolMember/"+id)
}

// VIPPoolMembers of a whole network domain.
func (client *Client) VIPPoolMembers(networkDomainID string) iter.Seq2[[]VIPPoolMember, error] {
	what := "VIP pool members of network domain " + networkDomainID
	return pages[VIPPoolMember](client, what, "2.6", "networkDomainVip/poolMember", "poolMember", DefaultPageSize,
		"networkDomainId", networkDomainID)
}

func (client *Client) EditVIPPoolMember(id, status string) error {
	body := struct {
		ID     string `json:"id"`
		Status string `json:"status"`
	}{id, status}
	return client.changeByStatus("edit VIP pool member "+id, "2.6", "networkDomainVip/editPoolMember", body)
}

func (client *Client) RemoveVIPPoolMember(id string) error {
	return client.changeByStatus("remove VIP pool member "+id, "2.6", "networkDomainVip/removePoolMember", byID{id})
}
