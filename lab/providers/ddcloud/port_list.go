package main

import (
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func portList() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createPortList),
		ReadContext:   operation(readPortList),
		UpdateContext: operation(updatePortList),
		DeleteContext: operation(deletePortList),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			"description":   description(),
			"ports":         conflicting(set(&schema.Schema{Type: schema.TypeInt}), "port"),
			"port": conflicting(list(&schema.Resource{Schema: map[string]*schema.Schema{
				"begin": required(schema.TypeInt),
				"end":   defaulting(optional(schema.TypeInt), 0),
			}}), "ports"),
			"child_lists": set(&schema.Schema{Type: schema.TypeString}),
		},
	}
}

func createPortList(data *schema.ResourceData, cloud *connection) error {
	id, err := cloud.CreatePortList(cloudcontrol.PortListCreation{
		Name:            text(data, "name"),
		Description:     text(data, "description"),
		NetworkDomainID: text(data, "networkdomain"),
		Ports:           configuredPorts(data),
		ChildIDs:        texts(data, "child_lists"),
	})
	if err == nil {
		data.SetId(id)
	}
	return err
}

// readPortList asks twice, as published. For simple ports it does not read the end of an entry.
func readPortList(data *schema.ResourceData, cloud *connection) error {
	found, err := twice(func() (*cloudcontrol.PortList, error) { return cloud.PortList(data.Id()) })
	if err != nil {
		return err
	}
	if found == nil {
		data.SetId("")
		return nil
	}
	attributes := map[string]any{"description": found.Description, "child_lists": found.Edit().ChildIDs}
	simple, ranges := make([]any, len(found.Ports)), make([]any, len(found.Ports))
	for i, entry := range found.Ports {
		end := 0
		if entry.End != nil {
			end = *entry.End
		}
		simple[i], ranges[i] = entry.Begin, map[string]any{"begin": entry.Begin, "end": end}
	}
	if data.Get("ports").(*schema.Set).Len() > 0 {
		attributes["ports"] = simple
	} else {
		attributes["port"] = ranges
	}
	return store(data, attributes)
}

func updatePortList(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.PortList(data.Id())
	if err != nil {
		return err
	}
	if found == nil {
		data.SetId("")
		return nil
	}
	edit := found.Edit()
	if data.HasChange("description") {
		edit.Description = text(data, "description")
	}
	if data.HasChanges("port", "ports") {
		edit.Ports = configuredPorts(data)
	}
	if data.HasChange("child_lists") {
		edit.ChildIDs = texts(data, "child_lists")
	}
	return cloud.EditPortList(edit)
}

func deletePortList(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.PortList(data.Id())
	if err != nil || found == nil {
		return err
	}
	return cloud.DeletePortList(data.Id())
}

// configuredPorts are nil, and sent as null, where there are none.
func configuredPorts(data *schema.ResourceData) []cloudcontrol.PortEntry {
	var entries []cloudcontrol.PortEntry
	for _, port := range data.Get("ports").(*schema.Set).List() {
		entries = append(entries, cloudcontrol.PortEntry{Begin: port.(int)})
	}
	if entries != nil {
		return entries
	}
	for _, item := range data.Get("port").([]any) {
		attributes := item.(map[string]any)
		entry := cloudcontrol.PortEntry{Begin: attributes["begin"].(int)}
		if end := attributes["end"].(int); end != 0 {
			entry.End = &end
		}
		entries = append(entries, entry)
	}
	return entries
}
