package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func primaryNetworkAdapter() *schema.Schema {
	return &schema.Schema{Type: schema.TypeList, Required: true, MinItems: 1, MaxItems: 1, Elem: serverNetworkAdapter()}
}

func serverNetworkAdapter() *schema.Resource {
	return &schema.Resource{Schema: map[string]*schema.Schema{
		"id":   computed(schema.TypeString),
		"mac":  computed(schema.TypeString),
		"vlan": optionalComputed(schema.TypeString),
		"ipv4": optionalComputed(schema.TypeString),
		"ipv6": optionalComputed(schema.TypeString),
		"type": adapterType(optionalComputed(schema.TypeString)),
	}}
}

func adapterType(argument *schema.Schema) *schema.Schema {
	return oneOf(argument, "E1000", "E1000E", "ENHANCED_VMXNET2", "FLEXIBLE_PCNET32", "VMXNET3")
}

// configuredNICs are the primary one, then the additional ones in their order.
func configuredNICs(data *schema.ResourceData) []cloudcontrol.NICRequest {
	var nics []cloudcontrol.NICRequest
	for _, argument := range []string{"primary_network_adapter", "additional_network_adapter"} {
		for _, item := range data.Get(argument).([]any) {
			nic, ok := item.(map[string]any)
			if !ok {
				nic = map[string]any{"vlan": "", "ipv4": "", "ipv6": "", "type": ""}
			}
			nics = append(nics, cloudcontrol.NICRequest{
				VLANID:      nic["vlan"].(string),
				PrivateIPv4: nic["ipv4"].(string),
				IPv6:        nic["ipv6"].(string),
				AdapterType: nic["type"].(string),
			})
		}
	}
	return nics
}

// networkRequest omits the VLAN of a NIC with an address: the platform finds it by the address.
func networkRequest(data *schema.ResourceData, networkDomainID string) cloudcontrol.NetworkRequest {
	nics := configuredNICs(data)
	for i := range nics {
		if nics[i].PrivateIPv4 != "" {
			nics[i].VLANID = ""
		}
	}
	request := cloudcontrol.NetworkRequest{NetworkDomainID: networkDomainID, Primary: nics[0]}
	if len(nics) > 1 {
		request.Additional = nics[1:]
	}
	return request
}

// notifyConfiguredAddresses tells the platform the addresses that it has assigned on request. The published provider
// does so once after each deployment, for the addresses that the configuration names.
func notifyConfiguredAddresses(cloud *connection, server *cloudcontrol.Server, configured []cloudcontrol.NICRequest) error {
	nics := server.NICs()
	if len(nics) > len(configured) {
		return fmt.Errorf("server %s has %d NICs and %d are configured: fewer than it has are refused",
			server.ID, len(nics), len(configured))
	}
	for i, nic := range nics {
		if err := changeAddress(cloud, server.ID, nic.ID, configured[i]); err != nil {
			return err
		}
	}
	return nil
}

// changeAddress sends IPv6 and IPv4 immediately one after the other if both are configured. As published, the first
// result is lost, and a busy second request repeats both: if the platform has any delay, this ends at retry_timeout. A
// change of one address sends both, because the other one is computed and comes from the state.
func changeAddress(cloud *connection, serverID, nicID string, wanted cloudcontrol.NICRequest) error {
	if wanted.IPv6 == "" && wanted.PrivateIPv4 == "" {
		return nil
	}
	err := cloud.whileBusy("change the address of NIC "+nicID, func() (err error) {
		if wanted.IPv6 != "" {
			err = cloud.NotifyNICIPChange(nicID, "", wanted.IPv6)
		}
		if wanted.PrivateIPv4 != "" {
			err = cloud.NotifyNICIPChange(nicID, wanted.PrivateIPv4, "")
		}
		return err
	})
	if err != nil {
		return err
	}
	return cloud.WaitForNIC(serverID, nicID, serverChangeTimeout)
}

// changeAdapterType does not stop the server.
func changeAdapterType(cloud *connection, serverID, nicID, adapterType string) error {
	err := cloud.whileBusy("change the adapter type of NIC "+nicID, func() error {
		return cloud.ChangeNetworkAdapter(nicID, adapterType)
	})
	if err != nil {
		return err
	}
	return cloud.WaitForNIC(serverID, nicID, serverChangeTimeout)
}

// updateNICs changes addresses and types of existing NICs. Another VLAN, one NIC more or one less are accepted and not
// done, as published: the next plan shows them again. It stores nothing but the public address: until the next read the
// state has the planned values, and the previous primary_adapter_ipv4.
func updateNICs(data *schema.ResourceData, cloud *connection, server *cloudcontrol.Server) error {
	configured, nics := configuredNICs(data), server.NICs()
	if data.HasChange("primary_network_adapter") {
		if err := updatePrimaryNIC(data, cloud, server, configured[0]); err != nil {
			return err
		}
	}
	if !data.HasChange("additional_network_adapter") {
		return nil
	}
	// as published, each of them is notified again, whatever has changed, and a missing one with an empty id
	for i := 1; i < len(configured); i++ {
		id := ""
		if i < len(nics) {
			id = nics[i].ID
		}
		if err := changeAddress(cloud, server.ID, id, configured[i]); err != nil {
			return err
		}
	}
	return nil
}

// updatePrimaryNIC sends both addresses if one has changed: the other one is in the configuration that Terraform
// passes, from the state.
func updatePrimaryNIC(data *schema.ResourceData, cloud *connection, server *cloudcontrol.Server, configured cloudcontrol.NICRequest) error {
	actual := server.Network.Primary
	if configured.PrivateIPv4 != actual.PrivateIPv4 || configured.IPv6 != actual.IPv6 {
		if err := changeAddress(cloud, server.ID, actual.ID, configured); err != nil {
			return err
		}
	}
	if configured.AdapterType != actual.AdapterType {
		if err := changeAdapterType(cloud, server.ID, actual.ID, configured.AdapterType); err != nil {
			return err
		}
	}
	public, err := publicAddress(cloud, server.Network.NetworkDomainID, actual.PrivateIPv4)
	if err != nil {
		return err
	}
	return data.Set("public_ipv4", public)
}

func nicAttributes(server *cloudcontrol.Server) map[string]any {
	attributes := func(nic cloudcontrol.NIC) map[string]any {
		return map[string]any{
			"id":   nic.ID,
			"mac":  nic.MAC,
			"vlan": nic.VLANID,
			"ipv4": nic.PrivateIPv4,
			"ipv6": nic.IPv6,
			"type": nic.AdapterType,
		}
	}
	primary := server.Network.Primary
	additional := make([]any, len(server.Network.Additional))
	for i, nic := range server.Network.Additional {
		additional[i] = attributes(nic)
	}
	return map[string]any{
		"primary_network_adapter":    []any{attributes(primary)},
		"additional_network_adapter": additional,
		"primary_adapter_vlan":       primary.VLANID,
		"primary_adapter_ipv4":       primary.PrivateIPv4,
		"primary_adapter_ipv6":       primary.IPv6,
		"primary_adapter_type":       primary.AdapterType,
	}
}
