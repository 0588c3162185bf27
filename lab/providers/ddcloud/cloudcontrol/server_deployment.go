package cloudcontrol

// ServerDeployment is the body of deployServer.
type ServerDeployment struct {
	Name                  string           `json:"name"`
	Description           string           `json:"description"`
	ImageID               string           `json:"imageId"`
	AdministratorPassword string           `json:"administratorPassword,omitempty"`
	CPU                   CPU              `json:"cpu"`
	MemoryGB              int              `json:"memoryGb,omitempty"`
	SCSIControllers       []SCSIController `json:"scsiController"`
	Network               NetworkRequest   `json:"networkInfo"`
	PrimaryDNS            string           `json:"primaryDns,omitempty"`
	SecondaryDNS          string           `json:"secondaryDns,omitempty"`
	Start                 bool             `json:"start"`
}

// UncustomizedServerDeployment is the body of deployUncustomizedServer, for images without guest customisation: no
// password, no DNS, one controller.
type UncustomizedServerDeployment struct {
	Name        string         `json:"name"`
	Description string         `json:"description"`
	ImageID     string         `json:"imageId"`
	CPU         CPU            `json:"cpu"`
	MemoryGB    int            `json:"memoryGb,omitempty"`
	Disks       []Disk         `json:"disk"`
	Network     NetworkRequest `json:"networkInfo"`
	Start       bool           `json:"start"`
}

// NetworkRequest asks for NICs; additional ones are null if there are none, not an empty list.
type NetworkRequest struct {
	NetworkDomainID string       `json:"networkDomainId"`
	Primary         NICRequest   `json:"primaryNic"`
	Additional      []NICRequest `json:"additionalNic"`
}

// NICRequest names a VLAN, or a private IPv4 address inside one.
type NICRequest struct {
	VLANID      string `json:"vlanId,omitempty"`
	PrivateIPv4 string `json:"privateIpv4,omitempty"`
	IPv6        string `json:"ipv6,omitempty"`
	AdapterType string `json:"networkAdapter,omitempty"`
}

func (client *Client) DeployServer(deployment ServerDeployment) (string, error) {
	return client.made("deploy server "+deployment.Name, "2.3", "server/deployServer", deployment, "serverId", InProgress)
}

func (client *Client) DeployUncustomizedServer(deployment UncustomizedServerDeployment) (string, error) {
	what := "deploy uncustomised server " + deployment.Name
	return client.made(what, "2.5", "server/deployUncustomizedServer", deployment, "serverId", InProgress)
}
