package cloudcontrol

import "time"

// Reference to another resource.
type Reference struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// VLAN in the form of API 2.9.
type VLAN struct {
	ID                string    `json:"id"`
	Name              string    `json:"name"`
	Description       string    `json:"description"`
	NetworkDomain     Reference `json:"networkDomain"`
	IPv4              Subnet    `json:"privateIpv4Range"`
	IPv4Gateway       string    `json:"ipv4GatewayAddress"`
	IPv6              Subnet    `json:"ipv6Range"`
	IPv6Gateway       string    `json:"ipv6GatewayAddress"`
	State             string    `json:"state"`
	DatacenterID      string    `json:"datacenterId"`
	GatewayAddressing string    `json:"gatewayAddressing"`
}

func (vlan *VLAN) state() string { return vlan.State }

// VLANDeployment is the body of deployVlan, with either Attached or Detached.
type VLANDeployment struct {
	NetworkDomainID string        `json:"networkDomainId"`
	Name            string        `json:"name"`
	Description     string        `json:"description"`
	IPv4Address     string        `json:"privateIpv4NetworkAddress"`
	IPv4PrefixSize  int           `json:"privateIpv4PrefixSize"`
	Attached        *AttachedVLAN `json:"attachedVlan,omitempty"`
	Detached        *DetachedVLAN `json:"detachedVlan,omitempty"`
}

// AttachedVLAN has the platform's gateway at the low or high end of its range.
type AttachedVLAN struct {
	GatewayAddressing string `json:"gatewayAddressing"`
}

// DetachedVLAN has a gateway of its own.
type DetachedVLAN struct {
	IPv4GatewayAddress string `json:"ipv4GatewayAddress"`
}

func (client *Client) DeployVLAN(deployment VLANDeployment) (string, error) {
	return client.made("deploy VLAN "+deployment.Name, "2.9", "network/deployVlan", deployment, "vlanId", InProgress)
}

func (client *Client) VLAN(id string) (*VLAN, error) {
	return find[VLAN](client, "VLAN "+id, "2.9", "network/vlan/"+id)
}

// FindVLAN searches by name in a network domain.
func (client *Client) FindVLAN(name, networkDomainID string) (*VLAN, error) {
	operation := "network/vlan" + query("name", name, "networkDomainId", networkDomainID)
	found, err := page[VLAN](client, "VLAN "+name, "2.2", operation, "vlan")
	return only("VLAN "+name, found, err)
}

// EditVLAN keeps fields that are nil.
func (client *Client) EditVLAN(id string, name, description *string) error {
	body := struct {
		ID          string  `json:"id"`
		Name        *string `json:"name,omitempty"`
		Description *string `json:"description,omitempty"`
	}{id, name, description}
	_, err := client.change("edit VLAN "+id, "2.9", "network/editVlan", body, OK)
	return err
}

func (client *Client) DeleteVLAN(id string) error {
	_, err := client.change("delete VLAN "+id, "2.9", "network/deleteVlan", byID{id}, InProgress)
	return err
}

func (client *Client) WaitForVLAN(id string, timeout time.Duration) (*VLAN, error) {
	return waitForNormal(client, "VLAN "+id, timeout, func() (*VLAN, error) { return client.VLAN(id) })
}

func (client *Client) WaitForNoVLAN(id string, timeout time.Duration) error {
	return waitForDelete(client, "VLAN "+id, timeout, func() (*VLAN, error) { return client.VLAN(id) })
}
