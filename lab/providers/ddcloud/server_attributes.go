package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// withoutBackupCall marks operating systems for which the backup is not requested.
const withoutBackupCall = "OTHERUNIX"

// storeServer stores addresses and looks for a NAT rule: until there is one, public_ipv4 is empty.
func storeServer(data *schema.ResourceData, cloud *connection, server *cloudcontrol.Server, networkDomainID string) error {
	public, err := publicAddress(cloud, networkDomainID, server.Network.Primary.PrivateIPv4)
	if err != nil {
		return err
	}
	attributes := nicAttributes(server)
	attributes["public_ipv4"] = public
	return store(data, attributes)
}

// publicAddress reads the NAT rules of a domain until it finds the address.
func publicAddress(cloud *connection, networkDomainID, private string) (string, error) {
	for rules, err := range cloud.NATRules(networkDomainID) {
		if err != nil {
			return "", err
		}
		for _, rule := range rules {
			if rule.InternalIP == private {
				return rule.ExternalIP, nil
			}
		}
	}
	return "", nil
}

// readBackup asks API 0.9, which has many reason codes for "no backup": an unknown one fails every plan.
func readBackup(data *schema.ResourceData, cloud *connection) error {
	if strings.Contains(text(data, "os_type"), withoutBackupCall) {
		return nil
	}
	backup, err := cloud.ServerBackup(data.Id())
	if err != nil {
		return err
	}
	urls := map[string]any{}
	if backup != nil {
		for _, client := range backup.Clients {
			urls[client.Type] = client.DownloadURL
		}
	}
	return store(data, map[string]any{"backup_enabled": backup != nil, "backup_client_urls": urls})
}
