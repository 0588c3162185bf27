package main

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

const (
	backupTimeout = 10 * time.Minute
	// backupIsEnabled is the reason code for "already enabled".
	backupIsEnabled = "REASON_550"
)

func serverBackup() *schema.Resource {
	return &schema.Resource{
		SchemaVersion: 1,
		CreateContext: operation(createBackup),
		ReadContext:   operation(readServerBackup),
		UpdateContext: operation(updateBackup),
		DeleteContext: operation(deleteBackup),
		Schema: map[string]*schema.Schema{
			"server":       replacing(required(schema.TypeString)),
			"service_plan": oneOf(required(schema.TypeString), "Essentials", "Advanced", "Enterprise"),
			"asset_id":     computed(schema.TypeString),
			"client":       list(backupClient()),
		},
	}
}

func createBackup(data *schema.ResourceData, cloud *connection) error {
	server, err := serverOf(data, cloud)
	if err != nil {
		return err
	}
	err = cloud.whileBusy("enable backup of server "+server.ID, func() error {
		if err := cloud.EnableBackup(server.ID, text(data, "service_plan")); !cloudcontrol.HasCode(err, backupIsEnabled) {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := cloud.WaitForBackup(server.ID, backupTimeout); err != nil {
		return err
	}
	backup, err := enabledBackup(cloud, server.ID)
	if err != nil {
		return err
	}
	data.SetId(server.ID)
	if err := data.Set("asset_id", backup.AssetID); err != nil {
		return err
	}
	return addBackupClients(data, cloud, configuredBackupClients(data))
}

func readServerBackup(data *schema.ResourceData, cloud *connection) error {
	server, err := cloud.Server(text(data, "server"))
	if err != nil {
		return err
	}
	var backup *cloudcontrol.Backup
	if server != nil {
		if backup, err = cloud.ServerBackup(server.ID); err != nil {
			return err
		}
	}
	if backup == nil {
		data.SetId("")
		return nil
	}
	return store(data, map[string]any{
		"asset_id":     backup.AssetID,
		"service_plan": backup.ServicePlan,
		"client":       backupClientAttributes(backup.Clients),
	})
}

func updateBackup(data *schema.ResourceData, cloud *connection) error {
	server, err := serverOf(data, cloud)
	if err != nil {
		return err
	}
	backup, err := cloud.ServerBackup(server.ID)
	if err != nil {
		return err
	}
	if backup == nil {
		data.SetId("")
		return nil
	}
	if data.HasChange("service_plan") {
		plan := text(data, "service_plan")
		err := retry("change the backup plan of server "+server.ID, cloud.retryDelay, cloud.retryTimeout, func() error {
			return cloud.ChangeBackupPlan(server.ID, plan)
		})
		if err != nil {
			return err
		}
	}
	return changeBackupClients(data, cloud, backup.Clients)
}

func deleteBackup(data *schema.ResourceData, cloud *connection) error {
	server, err := serverOf(data, cloud)
	if err != nil {
		return err
	}
	backup, err := cloud.ServerBackup(server.ID)
	if err != nil || backup == nil {
		return err
	}
	if err := removeBackupClients(data, cloud, backup.Clients); err != nil {
		return err
	}
	return retry("disable backup of server "+server.ID, cloud.retryDelay, cloud.retryTimeout, func() error {
		return cloud.DisableBackup(server.ID)
	})
}

func enabledBackup(cloud *connection, serverID string) (*cloudcontrol.Backup, error) {
	backup, err := cloud.ServerBackup(serverID)
	if err == nil && backup == nil {
		return nil, fmt.Errorf("server %s has no backup", serverID)
	}
	return backup, err
}
