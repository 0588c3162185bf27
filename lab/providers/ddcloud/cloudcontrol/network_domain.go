package cloudcontrol

import "time"

// Subnet is a network address with its prefix.
type Subnet struct {
	Address    string `json:"address"`
	PrefixSize int    `json:"prefixSize"`
}

// NetworkDomain in the form of API 2.4.
type NetworkDomain struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	Description    string `json:"description"`
	Type           string `json:"type"`
	SNATAddress    string `json:"snatIpv4Address"`
	OutsideTransit Subnet `json:"outsideTransitVlanIpv4Subnet"`
	CreateTime     string `json:"createTime"`
	State          string `json:"state"`
	// Progress is a text for the published provider: it cannot read an answer with an object here.
	Progress     string `json:"progress"`
	DatacenterID string `json:"datacenterId"`
}

func (domain *NetworkDomain) state() string { return domain.State }

// DeployNetworkDomain returns the id of a domain that is not deployed yet. API operation: deployNetworkDomain.
func (client *Client) DeployNetworkDomain(name, description, plan, datacenterID string) (string, error) {
	body := struct {
		Name         string `json:"name"`
		Description  string `json:"description"`
		Type         string `json:"type"`
		DatacenterID string `json:"datacenterId"`
	}{name, description, plan, datacenterID}
	return client.made("deploy network domain "+name, "2.4", "network/deployNetworkDomain", body, "networkDomainId", InProgress)
}

func (client *Client) NetworkDomain(id string) (*NetworkDomain, error) {
	return find[NetworkDomain](client, "network domain "+id, "2.4", "network/networkDomain/"+id)
}

// FindNetworkDomain searches by name in a data centre.
func (client *Client) FindNetworkDomain(name, datacenterID string) (*NetworkDomain, error) {
	what := "network domain " + name
	operation := "network/networkDomain" + query("name", name, "datacenterId", datacenterID)
	found, err := page[NetworkDomain](client, what, "2.4", operation, "networkDomain")
	return only(what, found, err)
}

// EditNetworkDomain keeps fields that are nil. API operation: editNetworkDomain.
func (client *Client) EditNetworkDomain(id string, name, description, plan *string) error {
	body := struct {
		ID          string  `json:"id"`
		Name        *string `json:"name,omitempty"`
		Description *string `json:"description,omitempty"`
		Type        *string `json:"type,omitempty"`
	}{id, name, description, plan}
	_, err := client.change("edit network domain "+id, "2.4", "network/editNetworkDomain", body, OK)
	return err
}

func (client *Client) DeleteNetworkDomain(id string) error {
	_, err := client.change("delete network domain "+id, "2.4", "network/deleteNetworkDomain", byID{id}, InProgress)
	return err
}

func (client *Client) WaitForNetworkDomain(id string, timeout time.Duration) (*NetworkDomain, error) {
	return waitForNormal(client, "network domain "+id, timeout, func() (*NetworkDomain, error) { return client.NetworkDomain(id) })
}

func (client *Client) WaitForNoNetworkDomain(id string, timeout time.Duration) error {
	return waitForDelete(client, "network domain "+id, timeout, func() (*NetworkDomain, error) { return client.NetworkDomain(id) })
}
