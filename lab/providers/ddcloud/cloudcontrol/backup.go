package cloudcontrol

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
)

// withoutBackup are the reason codes for "the server has no backup". Any other code fails a read, and so every plan.
var withoutBackup = []string{"REASON_540", "REASON_541", "REASON_543", "REASON_544"}

// Backup of a server, in the form of API 0.9.
type Backup struct {
	XMLName     xml.Name       `xml:"http://oec.api.opsource.net/schemas/backup BackupDetails"`
	AssetID     string         `xml:"assetId,attr"`
	ServicePlan string         `xml:"servicePlan,attr"`
	Clients     []BackupClient `xml:"http://oec.api.opsource.net/schemas/backup backupClient"`
}

// BackupClient backs up one thing on a server.
type BackupClient struct {
	ID             string       `xml:"id,attr"`
	Type           string       `xml:"type,attr"`
	Status         string       `xml:"status,attr"`
	Description    string       `xml:"description"`
	SchedulePolicy string       `xml:"schedulePolicyName"`
	StoragePolicy  string       `xml:"storagePolicyName"`
	DownloadURL    string       `xml:"downloadUrl"`
	Alert          *BackupAlert `xml:"alerting"`
}

// BackupAlert says who is notified.
type BackupAlert struct {
	Trigger string   `xml:"trigger,attr"`
	Emails  []string `xml:"emailAddress"`
}

// ServerBackup returns nil if a server has none. API operation: GET server/ID/backup.
func (client *Client) ServerBackup(serverID string) (*Backup, error) {
	what := "read the backup of server " + serverID
	code, body, err := client.callV1(http.MethodGet, "server/"+serverID+"/backup", nil)
	if err != nil {
		return nil, err
	}
	if code != http.StatusOK {
		status, err := readStatus(what, code, body)
		if err != nil || slices.Contains(withoutBackup, status.Code) {
			return nil, err
		}
		return nil, &Refusal{What: what, Status: code, Code: status.Code, Message: status.Detail}
	}
	backup := &Backup{}
	if err := xml.Unmarshal(body, backup); err != nil {
		return nil, fmt.Errorf("cannot %s: %w", what, err)
	}
	return backup, nil
}
