package cloudcontrol

import "fmt"

// AddDisk adds a disk to a SCSI controller of a stopped server. API operation: addDisk.
func (client *Client) AddDisk(controllerID string, disk Disk) error {
	type controller struct {
		ID     string `json:"controllerId"`
		SCSIID int    `json:"scsiId"`
	}
	body := struct {
		SizeGB     int        `json:"sizeGb"`
		Speed      string     `json:"speed"`
		IOPS       int        `json:"iops,omitempty"`
		Controller controller `json:"scsiController"`
	}{disk.SizeGB, disk.Speed, disk.IOPS, controller{controllerID, disk.SCSIID}}
	what := fmt.Sprintf("add disk %d to SCSI controller %s", disk.SCSIID, controllerID)
	answer, err := client.change(what, "2.10", "server/addDisk", body, InProgress)
	if err == nil && (len(answer.Info) == 0 || answer.Info[0].Name != "diskId") {
		return fmt.Errorf("cannot %s: the answer says %v, where diskId is expected first", what, answer.Info)
	}
	return err
}

func (client *Client) ExpandDisk(id string, sizeGB int) error {
	body := struct {
		ID        string `json:"id"`
		NewSizeGB int    `json:"newSizeGb"`
	}{id, sizeGB}
	_, err := client.change("expand disk "+id, "2.5", "server/expandDisk", body, InProgress)
	return err
}

// ChangeDiskSpeed sends operations per second only for the speed that takes them.
func (client *Client) ChangeDiskSpeed(id, speed string, iops *int) error {
	body := struct {
		ID    string `json:"id"`
		Speed string `json:"speed"`
		IOPS  *int   `json:"iops,omitempty"`
	}{id, speed, iops}
	return client.changeByStatus("change the speed of disk "+id, "2.10", "server/changeDiskSpeed", body)
}

func (client *Client) ChangeDiskIOPS(id string, iops int) error {
	body := struct {
		ID   string `json:"id"`
		IOPS int    `json:"iops"`
	}{id, iops}
	return client.changeByStatus("change the IOPS of disk "+id, "2.10", "server/changeDiskIops", body)
}

// RemoveDisk in one of two versions: 2.2 for the disks of a server, 2.5 for those of a storage controller.
func (client *Client) RemoveDisk(version, id string) error {
	_, err := client.change("remove disk "+id, version, "server/removeDisk", byID{id}, InProgress)
	return err
}

func (client *Client) AddSCSIController(serverID, adapterType string, busNumber int) error {
	body := struct {
		ServerID    string `json:"serverId"`
		AdapterType string `json:"adapterType"`
		BusNumber   int    `json:"busNumber"`
	}{serverID, adapterType, busNumber}
	what := fmt.Sprintf("add SCSI controller %d to server %s", busNumber, serverID)
	_, err := client.change(what, "2.10", "server/addScsiController", body, InProgress)
	return err
}

func (client *Client) RemoveSCSIController(id string) error {
	_, err := client.change("remove SCSI controller "+id, "2.5", "server/removeScsiController", byID{id}, InProgress)
	return err
}
