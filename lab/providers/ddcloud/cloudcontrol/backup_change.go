package cloudcontrol

import (
	"encoding/xml"
	"fmt"
	"time"
)

// backupPlan is the body of two operations; each has its own root element.
type backupPlan struct {
	XMLName     xml.Name
	ServicePlan string `xml:"servicePlan,attr"`
}

// backupClient is the body of two operations; each has its own root element.
type backupClient struct {
	XMLName        xml.Name
	Type           string       `xml:"type,omitempty"`
	StoragePolicy  string       `xml:"storagePolicyName"`
	SchedulePolicy string       `xml:"schedulePolicyName"`
	Alert          *BackupAlert `xml:"alerting,omitempty"`
}

func backupName(local string) xml.Name {
	return xml.Name{Space: "http://oec.api.opsource.net/schemas/backup", Local: local}
}

func (client *Client) EnableBackup(serverID, plan string) error {
	return client.changeBackup("enable backup of server "+serverID, serverID, "", backupPlan{backupName("NewBackup"), plan})
}

func (client *Client) ChangeBackupPlan(serverID, plan string) error {
	return client.changeBackup("change the backup plan of server "+serverID, serverID, "/modify",
		backupPlan{backupName("ModifyBackup"), plan})
}

func (client *Client) DisableBackup(serverID string) error {
	return client.changeBackup("disable backup of server "+serverID, serverID, "?disable", nil)
}

func (client *Client) AddBackupClient(serverID string, wanted BackupClient) error {
	return client.changeBackup("add backup client "+wanted.Type+" to server "+serverID, serverID, "/client",
		backupClient{backupName("NewBackupClient"), wanted.Type, wanted.StoragePolicy, wanted.SchedulePolicy, wanted.Alert})
}

func (client *Client) ModifyBackupClient(serverID string, wanted BackupClient) error {
	return client.changeBackup("modify backup client "+wanted.ID, serverID, "/client/"+wanted.ID,
		backupClient{backupName("ModifyBackupClient"), wanted.Type, wanted.StoragePolicy, wanted.SchedulePolicy, wanted.Alert})
}

func (client *Client) RemoveBackupClient(serverID, id string) error {
	return client.changeBackup("remove backup client "+id, serverID, "/client/"+id+"?remove", nil)
}

func (client *Client) changeBackup(what, serverID, path string, body any) error {
	_, err := client.changeV1(what, "server/"+serverID+"/backup"+path, body)
	return err
}

// state of the backup, for the only wait that needs it.
func (backup *ServerBackup) state() string { return backup.State }

// WaitForBackup polls the server until its backup is NORMAL.
func (client *Client) WaitForBackup(serverID string, timeout time.Duration) error {
	_, err := waitForNormal(client, "the backup of server "+serverID, timeout, func() (*ServerBackup, error) {
		server, err := client.Server(serverID)
		if err != nil {
			return nil, err
		}
		if server == nil {
			return nil, fmt.Errorf("no server has the id %s", serverID)
		}
		return server.Backup, nil
	})
	return err
}
