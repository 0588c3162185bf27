package main

import (
	"fmt"
	"strings"

	"github.com/hashicorp/go-cty/cty"
	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/validation"
)

// Building blocks of a schema: a resource reads like the table in the provider's documentation.

func required(kind schema.ValueType) *schema.Schema {
	return &schema.Schema{Type: kind, Required: true}
}

func optional(kind schema.ValueType) *schema.Schema {
	return &schema.Schema{Type: kind, Optional: true}
}

func computed(kind schema.ValueType) *schema.Schema {
	return &schema.Schema{Type: kind, Computed: true}
}

// optionalComputed: the platform chooses a value if the configuration does not.
func optionalComputed(kind schema.ValueType) *schema.Schema {
	return &schema.Schema{Type: kind, Optional: true, Computed: true}
}

// replacing: a change creates a new resource.
func replacing(argument *schema.Schema) *schema.Schema {
	argument.ForceNew = true
	return argument
}

func defaulting(argument *schema.Schema, value any) *schema.Schema {
	argument.Default = value
	return argument
}

func sensitive(argument *schema.Schema) *schema.Schema {
	argument.Sensitive = true
	return argument
}

func conflicting(argument *schema.Schema, others ...string) *schema.Schema {
	argument.ConflictsWith = others
	return argument
}

func oneOf(argument *schema.Schema, values ...string) *schema.Schema {
	argument.ValidateFunc = validation.StringInSlice(values, false)
	return argument
}

func positive(argument *schema.Schema) *schema.Schema {
	argument.ValidateFunc = validation.IntAtLeast(1)
	return argument
}

// upperCased is stored in capitals, so that a plan shows only real changes and not another spelling.
func upperCased(argument *schema.Schema) *schema.Schema {
	argument.StateFunc = func(value any) string { return strings.ToUpper(value.(string)) }
	return argument
}

func list(of *schema.Resource) *schema.Schema {
	return &schema.Schema{Type: schema.TypeList, Optional: true, Elem: of}
}

func set(of any) *schema.Schema {
	return &schema.Schema{Type: schema.TypeSet, Optional: true, Elem: of}
}

// removed arguments are still in the schema, where every use of them is an error.
func removed(kind schema.ValueType, remedy string) *schema.Schema {
	argument := optional(kind)
	argument.ValidateDiagFunc = func(_ any, path cty.Path) diag.Diagnostics {
		return diag.Diagnostics{{
			Severity:      diag.Error,
			Summary:       fmt.Sprintf("this argument has been removed from ddcloud: %s", remedy),
			AttributePath: path,
		}}
	}
	return argument
}

func description() *schema.Schema { return defaulting(optional(schema.TypeString), "") }
