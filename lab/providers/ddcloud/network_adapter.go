package main

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func networkAdapter() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createNetworkAdapter),
		ReadContext:   operation(readNetworkAdapter),
		UpdateContext: operation(updateNetworkAdapter),
		DeleteContext: operation(deleteNetworkAdapter),
		Importer:      importable(brokenImport),
		Schema: map[string]*schema.Schema{
			// a plan accepts a change, which is then ignored, as published
			"server": required(schema.TypeString),
			"vlan":   replacing(optionalComputed(schema.TypeString)),
			"ipv4":   optionalComputed(schema.TypeString),
			"ipv6":   computed(schema.TypeString),
			"type":   adapterType(optional(schema.TypeString)),
		},
	}
}

// createNetworkAdapter stops a running server and starts it again.
func createNetworkAdapter(data *schema.ResourceData, cloud *connection) error {
	server, err := serverOf(data, cloud)
	if err != nil {
		return err
	}
	err = stopped(cloud, server, func() error {
		var id string
		err := cloud.whileBusy("add NIC to server "+server.ID, func() (err error) {
			id, err = cloud.AddNIC(server.ID, cloudcontrol.NICRequest{
				VLANID:      text(data, "vlan"),
				PrivateIPv4: text(data, "ipv4"),
				AdapterType: text(data, "type"),
			})
			return err
		})
		if err != nil {
			return err
		}
		data.SetId(id)
		_, err = cloud.WaitForServer(server.ID, serverChangeTimeout)
		return err
	})
	if err != nil {
		return err
	}
	server, err = serverOf(data, cloud)
	if err != nil {
		return err
	}
	nic := server.NIC(data.Id())
	if nic == nil {
		data.SetId("")
		return fmt.Errorf("server %s has no NIC %s after it was added", server.ID, data.Id())
	}
	return storeNIC(data, nic)
}

// readNetworkAdapter asks twice, as published.
func readNetworkAdapter(data *schema.ResourceData, cloud *connection) error {
	server, err := twice(func() (*cloudcontrol.Server, error) { return cloud.Server(text(data, "server")) })
	if err != nil {
		return err
	}
	if server == nil || server.NIC(data.Id()) == nil {
		data.SetId("")
		return nil
	}
	return storeNIC(data, server.NIC(data.Id()))
}

func updateNetworkAdapter(data *schema.ResourceData, cloud *connection) error {
	server, err := serverOf(data, cloud)
	if err != nil {
		return err
	}
	if server.NIC(data.Id()) == nil {
		data.SetId("")
		return nil
	}
	if data.HasChange("ipv4") {
		wanted := cloudcontrol.NICRequest{PrivateIPv4: text(data, "ipv4"), IPv6: text(data, "ipv6")}
		if err := changeAddress(cloud, server.ID, data.Id(), wanted); err != nil {
			return err
		}
	}
	if data.HasChange("type") {
		return changeAdapterType(cloud, server.ID, data.Id(), text(data, "type"))
	}
	return nil
}

// deleteNetworkAdapter asks once; as published, it continues as if the NIC were removed, whatever the answer is.
func deleteNetworkAdapter(data *schema.ResourceData, cloud *connection) error {
	server, err := serverOf(data, cloud)
	if err != nil || server.NIC(data.Id()) == nil {
		return err
	}
	return stopped(cloud, server, func() error {
		cloud.oneAtATime.Lock()
		_ = cloud.RemoveNIC(data.Id())
		cloud.oneAtATime.Unlock()
		_, err := cloud.WaitForServer(server.ID, serverChangeTimeout)
		return err
	})
}

func storeNIC(data *schema.ResourceData, nic *cloudcontrol.NIC) error {
	return store(data, map[string]any{"vlan": nic.VLANID, "ipv4": nic.PrivateIPv4, "ipv6": nic.IPv6})
}

// serverOf reads the server in the argument "server".
func serverOf(data *schema.ResourceData, cloud *connection) (*cloudcontrol.Server, error) {
	id := text(data, "server")
	server, err := cloud.Server(id)
	if err == nil && server == nil {
		return nil, fmt.Errorf("no server has the id %s", id)
	}
	return server, err
}

// brokenImport: the published provider reads the server from a state that is still empty.
func brokenImport(*schema.ResourceData, *connection) error {
	return errors.New("this resource cannot be imported: the published provider looks for its server in a state that is still empty")
}
