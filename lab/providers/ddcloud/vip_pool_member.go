package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func vipPoolMember() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createVIPPoolMember),
		ReadContext:   operation(readVIPPoolMember),
		UpdateContext: operation(updateVIPPoolMember),
		DeleteContext: operation(deleteVIPPoolMember),
		Schema: map[string]*schema.Schema{
			"pool":      replacing(required(schema.TypeString)),
			"node":      replacing(required(schema.TypeString)),
			"port":      replacing(optional(schema.TypeInt)),
			"status":    vipStatus(),
			"pool_name": computed(schema.TypeString),
			"node_name": computed(schema.TypeString),
		},
	}
}

func createVIPPoolMember(data *schema.ResourceData, cloud *connection) error {
	pool, node := text(data, "pool"), text(data, "node")
	var port *int
	if configured := number(data, "port"); configured != 0 {
		port = &configured
	}
	var id string
	err := cloud.whileBusy("add node "+node+" to VIP pool "+pool, func() (err error) {
		id, err = cloud.AddVIPPoolMember(pool, node, text(data, "status"), port)
		return err
	})
	if err != nil {
		return err
	}
	data.SetId(id)
	member, err := cloud.VIPPoolMember(id)
	if err != nil {
		return err
	}
	if member == nil {
		return fmt.Errorf("VIP pool member %s is not there after it was added", id)
	}
	return storeVIPPoolMember(data, member)
}

// readVIPPoolMember asks twice, as published.
func readVIPPoolMember(data *schema.ResourceData, cloud *connection) error {
	member, err := twice(func() (*cloudcontrol.VIPPoolMember, error) { return cloud.VIPPoolMember(data.Id()) })
	if err != nil {
		return err
	}
	if member == nil {
		data.SetId("")
		return nil
	}
	return storeVIPPoolMember(data, member)
}

func updateVIPPoolMember(data *schema.ResourceData, cloud *connection) error {
	if !data.HasChange("status") {
		return nil
	}
	return cloud.whileBusy("edit VIP pool member "+data.Id(), func() error {
		return cloud.EditVIPPoolMember(data.Id(), text(data, "status"))
	})
}

func deleteVIPPoolMember(data *schema.ResourceData, cloud *connection) error {
	return cloud.whileBusy("remove VIP pool member "+data.Id(), func() error { return cloud.RemoveVIPPoolMember(data.Id()) })
}

func storeVIPPoolMember(data *schema.ResourceData, member *cloudcontrol.VIPPoolMember) error {
	return store(data, map[string]any{
		"pool_name": member.Pool.Name, "node_name": member.Node.Name, "status": member.Status,
	})
}
