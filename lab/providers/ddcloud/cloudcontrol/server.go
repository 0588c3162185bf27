package cloudcontrol

import (
	"fmt"
	"time"
)

// Server in the form of API 2.10.
type Server struct {
	ID              string           `json:"id"`
	Name            string           `json:"name"`
	Description     string           `json:"description"`
	CPU             CPU              `json:"cpu"`
	MemoryGB        int              `json:"memoryGb"`
	SCSIControllers []SCSIController `json:"scsiController"`
	Network         ServerNetwork    `json:"networkInfo"`
	Backup          *ServerBackup    `json:"backup"`
	State           string           `json:"state"`
	Started         bool             `json:"started"`
	Guest           Guest            `json:"guest"`
}

func (server *Server) state() string { return server.State }

// SCSIController with its disks.
type SCSIController struct {
	ID          string `json:"id,omitempty"`
	BusNumber   int    `json:"busNumber"`
	Key         int    `json:"key"`
	AdapterType string `json:"adapterType"`
	Disks       []Disk `json:"disk"`
}

// Disk of a server or an image.
type Disk struct {
	ID     string `json:"id,omitempty"`
	SCSIID int    `json:"scsiId"`
	SizeGB int    `json:"sizeGb"`
	Speed  string `json:"speed"`
	IOPS   int    `json:"iops,omitempty"`
}

// ServerNetwork holds the NICs.
type ServerNetwork struct {
	NetworkDomainID string `json:"networkDomainId"`
	Primary         NIC    `json:"primaryNic"`
	Additional      []NIC  `json:"additionalNic"`
}

// NIC of a server.
type NIC struct {
	ID          string `json:"id"`
	MAC         string `json:"macAddress"`
	VLANID      string `json:"vlanId"`
	PrivateIPv4 string `json:"privateIpv4"`
	IPv6        string `json:"ipv6"`
	AdapterType string `json:"networkAdapter"`
	State       string `json:"state"`
}

func (nic *NIC) state() string { return nic.State }

// ServerBackup is present if Cloud Backup is enabled.
type ServerBackup struct {
	State string `json:"state"`
}

// NICs of a server, the primary one first.
func (server *Server) NICs() []NIC {
	return append([]NIC{server.Network.Primary}, server.Network.Additional...)
}

// NIC returns the NIC with an id, or nil.
func (server *Server) NIC(id string) *NIC {
	for _, nic := range server.NICs() {
		if nic.ID == id {
			return &nic
		}
	}
	return nil
}

// Server returns nil if there is none. It refuses a server with a NIC that has no id or no private IPv4 address.
func (client *Client) Server(id string) (*Server, error) {
	server, err := find[Server](client, "server "+id, "2.10", "server/server/"+id)
	if err != nil || server == nil {
		return nil, err
	}
	for _, nic := range server.NICs() {
		if nic.ID == "" || nic.PrivateIPv4 == "" {
			return nil, fmt.Errorf("server %s has a NIC without id or private IPv4 address, which is refused", id)
		}
	}
	return server, nil
}

func (client *Client) WaitForServer(id string, timeout time.Duration) (*Server, error) {
	return waitForNormal(client, "server "+id, timeout, func() (*Server, error) { return client.Server(id) })
}

func (client *Client) WaitForNoServer(id string, timeout time.Duration) error {
	return waitForDelete(client, "server "+id, timeout, func() (*Server, error) { return client.Server(id) })
}

// WaitForNIC polls the server for the state of one of its NICs.
func (client *Client) WaitForNIC(serverID, nicID string, timeout time.Duration) error {
	_, err := waitForNormal(client, "NIC "+nicID, timeout, func() (*NIC, error) {
		server, err := client.Server(serverID)
		if err != nil || server == nil {
			return nil, err
		}
		return server.NIC(nicID), nil
	})
	return err
}
