package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// withoutOperations fills in what a resource cannot do yet with an error that says so: a stand-in that pretends would
// make every rehearsal a lie. A resource that gains an operation sets it itself.
func withoutOperations(resource *schema.Resource) *schema.Resource {
	if resource.CreateContext == nil {
		resource.CreateContext = noOperation
	}
	if resource.ReadContext == nil {
		resource.ReadContext = noOperation
	}
	if resource.UpdateContext == nil && updatable(resource) {
		resource.UpdateContext = noOperation
	}
	if resource.DeleteContext == nil {
		resource.DeleteContext = noOperation
	}
	return resource
}

// withoutRead is the same for a data source.
func withoutRead(source *schema.Resource) *schema.Resource {
	if source.ReadContext == nil {
		source.ReadContext = noOperation
	}
	return source
}

func noOperation(context.Context, *schema.ResourceData, any) diag.Diagnostics {
	return diag.Diagnostics{{
		Severity: diag.Error,
		Summary:  "the stand-in of ddcloud has no operations yet",
		Detail: "It validates and plans. To apply, use the published provider: leave TF_CLI_CONFIG_FILE unset " +
			"on a machine that reaches the Terraform registry, or a mirror of it.",
	}}
}

// updatable tells whether any argument can change without replacing the resource.
func updatable(resource *schema.Resource) bool {
	for _, argument := range resource.Schema {
		if (argument.Required || argument.Optional) && !argument.ForceNew {
			return true
		}
	}
	return false
}

// importable resources take the id of the platform.
func importable() *schema.ResourceImporter {
	return &schema.ResourceImporter{StateContext: schema.ImportStatePassthroughContext}
}
