package main

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"

	"plumbline/lab/providers/ddcloud/cloudcontrol"
)

// tags exist only on servers and VLANs. Their keys must exist already: the provider does not create them.
func tags() *schema.Schema {
	return set(&schema.Resource{Schema: map[string]*schema.Schema{
		"name":  required(schema.TypeString),
		"value": required(schema.TypeString),
	}})
}

// applyTags reads the tags of an asset, applies all configured ones, and removes the others.
func applyTags(data *schema.ResourceData, cloud *connection, assetType string) error {
	existing, err := cloud.Tags(assetType, data.Id())
	if err != nil {
		return err
	}
	var configured []cloudcontrol.Tag
	for _, item := range data.Get("tag").(*schema.Set).List() {
		tag := item.(map[string]any)
		configured = append(configured, cloudcontrol.Tag{Name: tag["name"].(string), Value: tag["value"].(string)})
	}
	if len(configured) > 0 {
		if err := cloud.ApplyTags(assetType, data.Id(), configured); err != nil {
			return err
		}
	}
	var unused []string
	for _, tag := range existing {
		if !slices.ContainsFunc(configured, func(other cloudcontrol.Tag) bool { return other.Name == tag.Name }) {
			unused = append(unused, tag.Name)
		}
	}
	if len(unused) == 0 {
		return nil
	}
	return cloud.RemoveTags(assetType, data.Id(), unused)
}

// readTags discards the answer: the published provider stores it under a wrong name, so that it never sees drift of
// tags. Only a failure has an effect.
func readTags(data *schema.ResourceData, cloud *connection, assetType string) error {
	_, err := cloud.Tags(assetType, data.Id())
	return err
}
