package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

// issuedOnce is what every resource of this provider shares: it is made at creation and exists only in the state.
// Certificates override Read, because they become due for renewal with time.
type issuedOnce struct{}

func (issuedOnce) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (issuedOnce) Update(_ context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	response.State.Raw = request.Plan.Raw
}

func (issuedOnce) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// issued keeps its value through an update in place; a replacement issues a new one.
func issued() schema.StringAttribute {
	return schema.StringAttribute{
		Computed:      true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

func issuedSecret() schema.StringAttribute {
	attribute := issued()
	attribute.Sensitive = true
	return attribute
}

// given is an argument whose change needs a new key or certificate.
func given() schema.StringAttribute {
	return schema.StringAttribute{
		Required:      true,
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

func givenSecret() schema.StringAttribute {
	attribute := given()
	attribute.Sensitive = true
	return attribute
}
