package main

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

func addressList() *schema.Resource {
	return &schema.Resource{
		CreateContext: operation(createAddressList),
		ReadContext:   operation(readAddressList),
		UpdateContext: operation(updateAddressList),
		DeleteContext: operation(deleteAddressList),
		Schema: map[string]*schema.Schema{
			"networkdomain": replacing(required(schema.TypeString)),
			"name":          replacing(required(schema.TypeString)),
			"description":   description(),
			"ip_version":    replacing(required(schema.TypeString)),
			"addresses":     conflicting(set(&schema.Schema{Type: schema.TypeString}), "address"),
			"address":       conflicting(list(addressRange()), "addresses"),
			"child_lists":   set(&schema.Schema{Type: schema.TypeString}),
		},
	}
}

func addressRange() *schema.Resource {
	return &schema.Resource{Schema: map[string]*schema.Schema{
		"begin":       optional(schema.TypeString),
		"end":         defaulting(optional(schema.TypeString), ""),
		"network":     optional(schema.TypeString),
		"prefix_size": optional(schema.TypeInt),
	}}
}

// createAddressList has no retry, like every operation of lists, as published.
func createAddressList(data *schema.ResourceData, cloud *connection) error {
	id, err := cloud.CreateAddressList(cloudcontrol.AddressListCreation{
		Name:            text(data, "name"),
		Description:     text(data, "description"),
		IPVersion:       text(data, "ip_version"),
		NetworkDomainID: text(data, "networkdomain"),
		Addresses:       configuredAddresses(data),
		ChildIDs:        texts(data, "child_lists"),
	})
	if err == nil {
		data.SetId(id)
	}
	return err
}

// readAddressList asks twice, as published. For simple addresses it does not read the end and the prefix of an entry.
func readAddressList(data *schema.ResourceData, cloud *connection) error {
	found, err := twice(func() (*cloudcontrol.AddressList, error) { return cloud.AddressList(data.Id()) })
	if err != nil {
		return err
	}
	if found == nil {
		data.SetId("")
		return nil
	}
	attributes := map[string]any{"description": found.Description, "child_lists": found.Edit().ChildIDs}
	if data.Get("addresses").(*schema.Set).Len() > 0 {
		simple := make([]any, len(found.Addresses))
		for i, entry := range found.Addresses {
			simple[i] = entry.Begin
		}
		attributes["addresses"] = simple
	} else {
		attributes["address"] = addressRanges(found.Addresses)
	}
	return store(data, attributes)
}

func updateAddressList(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.AddressList(data.Id())
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
	if data.HasChanges("address", "addresses") {
		edit.Addresses = configuredAddresses(data)
	}
	if data.HasChange("child_lists") {
		edit.ChildIDs = texts(data, "child_lists")
	}
	return cloud.EditAddressList(edit)
}

func deleteAddressList(data *schema.ResourceData, cloud *connection) error {
	found, err := cloud.AddressList(data.Id())
	if err != nil || found == nil {
		return err
	}
	return cloud.DeleteAddressList(data.Id())
}

// configuredAddresses are nil, and sent as null, where there are none.
func configuredAddresses(data *schema.ResourceData) []cloudcontrol.AddressEntry {
	var entries []cloudcontrol.AddressEntry
	for _, address := range texts(data, "addresses") {
		entries = append(entries, cloudcontrol.AddressEntry{Begin: address})
	}
	if entries != nil {
		return entries
	}
	for _, item := range data.Get("address").([]any) {
		attributes, _ := item.(map[string]any)
		entry := cloudcontrol.AddressEntry{}
		if begin, _ := attributes["begin"].(string); begin != "" {
			entry.Begin = begin
			if end := attributes["end"].(string); end != "" {
				entry.End = &end
			}
		}
		if network, _ := attributes["network"].(string); network != "" {
			prefixSize := attributes["prefix_size"].(int)
			entry.Begin, entry.PrefixSize = network, &prefixSize
		}
		entries = append(entries, entry)
	}
	return entries
}

func addressRanges(entries []cloudcontrol.AddressEntry) []any {
	ranges := make([]any, len(entries))
	for i, entry := range entries {
		attributes := map[string]any{"begin": entry.Begin, "end": ""}
		if entry.PrefixSize != nil {
			attributes = map[string]any{"network": entry.Begin, "prefix_size": *entry.PrefixSize, "end": ""}
		} else if entry.End != nil {
			attributes["end"] = *entry.End
		}
		ranges[i] = attributes
	}
	return ranges
}

// addressListData has no second underscore in its name, as published.
func addressListData() *schema.Resource {
	return &schema.Resource{
		ReadContext: operation(findAddressList),
		Schema: map[string]*schema.Schema{
			"name":          required(schema.TypeString),
			"networkdomain": required(schema.TypeString),
			"description":   computed(schema.TypeString),
			"ip_version":    computed(schema.TypeString),
		},
	}
}

func findAddressList(data *schema.ResourceData, cloud *connection) error {
	name, networkDomain := text(data, "name"), text(data, "networkdomain")
	found, err := cloud.FindAddressList(name, networkDomain)
	if err != nil {
		return err
	}
	if found == nil {
		return fmt.Errorf("no IP address list in network domain %s is called '%s'", networkDomain, name)
	}
	data.SetId(found.ID)
	return store(data, map[string]any{"description": found.Description, "ip_version": found.IPVersion})
}
