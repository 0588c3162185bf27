package main

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func backupClient() *schema.Resource {
	alert := list(&schema.Resource{Schema: map[string]*schema.Schema{
		// the published validator refuses ON_FAILURE by mistake, and so does this one
		"trigger": oneOf(optional(schema.TypeString), "ON_SUCCESS", "ON_SUCCESS_OR_FAILURE"),
		"emails":  {Type: schema.TypeList, Optional: true, Elem: &schema.Schema{Type: schema.TypeString}},
	}})
	alert.MaxItems = 1
	return &schema.Resource{Schema: map[string]*schema.Schema{
		"id":              computed(schema.TypeString),
		"type":            required(schema.TypeString),
		"description":     computed(schema.TypeString),
		"storage_policy":  required(schema.TypeString),
		"schedule_policy": required(schema.TypeString),
		"download_url":    computed(schema.TypeString),
		"status":          computed(schema.TypeString),
		"alert":           alert,
	}}
}

func configuredBackupClients(data *schema.ResourceData) []cloudcontrol.BackupClient {
	var clients []cloudcontrol.BackupClient
	for _, item := range data.Get("client").([]any) {
		attributes := item.(map[string]any)
		client := cloudcontrol.BackupClient{
			Type:           attributes["type"].(string),
			StoragePolicy:  attributes["storage_policy"].(string),
			SchedulePolicy: attributes["schedule_policy"].(string),
		}
		for _, item := range attributes["alert"].([]any) {
			alert, _ := item.(map[string]any)
			client.Alert = &cloudcontrol.BackupAlert{}
			client.Alert.Trigger, _ = alert["trigger"].(string)
			emails, _ := alert["emails"].([]any)
			for _, email := range emails {
				client.Alert.Emails = append(client.Alert.Emails, email.(string))
			}
		}
		clients = append(clients, client)
	}
	return clients
}

func backupClientAttributes(clients []cloudcontrol.BackupClient) []any {
	attributes := make([]any, len(clients))
	for i, client := range clients {
		var alerts []any
		if client.Alert != nil {
			alerts = append(alerts, map[string]any{"trigger": client.Alert.Trigger, "emails": client.Alert.Emails})
		}
		attributes[i] = map[string]any{
			"id":              client.ID,
			"type":            client.Type,
			"description":     client.Description,
			"storage_policy":  client.StoragePolicy,
			"schedule_policy": client.SchedulePolicy,
			"download_url":    client.DownloadURL,
			"status":          client.Status,
			"alert":           alerts,
		}
	}
	return attributes
}

// changeBackupClients identifies a client by its type: it removes, adds and modifies, in this order.
func changeBackupClients(data *schema.ResourceData, cloud *connection, actual []cloudcontrol.BackupClient) error {
	configured := configuredBackupClients(data)
	sameType := func(client cloudcontrol.BackupClient) func(cloudcontrol.BackupClient) bool {
		return func(other cloudcontrol.BackupClient) bool { return other.Type == client.Type }
	}
	var remove, add, modify []cloudcontrol.BackupClient
	for _, client := range actual {
		if !slices.ContainsFunc(configured, sameType(client)) {
			remove = append(remove, client)
		}
	}
	for _, client := range configured {
		index := slices.IndexFunc(actual, sameType(client))
		switch {
		case index < 0:
			add = append(add, client)
		case client.StoragePolicy != actual[index].StoragePolicy || client.SchedulePolicy != actual[index].SchedulePolicy:
			client.ID = actual[index].ID
			modify = append(modify, client)
		}
	}
	if err := removeBackupClients(data, cloud, remove); err != nil {
		return err
	}
	if err := addBackupClients(data, cloud, add); err != nil {
		return err
	}
	return eachBackupClient(data, cloud, "modify", modify, func(client cloudcontrol.BackupClient) error {
		return cloud.ModifyBackupClient(data.Id(), client)
	})
}

func addBackupClients(data *schema.ResourceData, cloud *connection, clients []cloudcontrol.BackupClient) error {
	return eachBackupClient(data, cloud, "add", clients, func(client cloudcontrol.BackupClient) error {
		return cloud.AddBackupClient(data.Id(), client)
	})
}

func removeBackupClients(data *schema.ResourceData, cloud *connection, clients []cloudcontrol.BackupClient) error {
	return eachBackupClient(data, cloud, "remove", clients, func(client cloudcontrol.BackupClient) error {
		return cloud.RemoveBackupClient(data.Id(), client.ID)
	})
}

// eachBackupClient waits after each change and stores the clients.
func eachBackupClient(
	data *schema.ResourceData, cloud *connection, what string,
	clients []cloudcontrol.BackupClient, change func(cloudcontrol.BackupClient) error,
) error {
	for _, client := range clients {
		err := cloud.whileBusy(what+" backup client "+client.Type, func() error { return change(client) })
		if err != nil {
			return err
		}
		if err := cloud.WaitForBackup(data.Id(), backupTimeout); err != nil {
			return err
		}
		backup, err := enabledBackup(cloud, data.Id())
		if err != nil {
			return err
		}
		if err := data.Set("client", backupClientAttributes(backup.Clients)); err != nil {
			return err
		}
	}
	return nil
}
