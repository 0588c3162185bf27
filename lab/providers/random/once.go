package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"plumbline/lab/providers/replacement"
)

// drawnOnce is what every resource of this provider shares: its value is drawn at creation and exists only in the
// state. Nothing can be read; the only update in place is one of `keepers` that replaces nothing; deleting forgets.
type drawnOnce struct{}

func (drawnOnce) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (drawnOnce) Update(_ context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	response.State.Raw = request.Plan.Raw
}

func (drawnOnce) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

func keepersAttribute() schema.MapAttribute {
	return schema.MapAttribute{
		ElementType:   types.StringType,
		Optional:      true,
		PlanModifiers: []planmodifier.Map{replacement.Keepers()},
	}
}

// drawnString keeps its value through an update in place; a replacement draws a new one.
func drawnString() schema.StringAttribute {
	return schema.StringAttribute{
		Computed:      true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

func drawnSecret() schema.StringAttribute {
	attribute := drawnString()
	attribute.Sensitive = true
	return attribute
}
