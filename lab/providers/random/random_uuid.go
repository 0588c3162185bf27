package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type randomUUID struct{ drawnOnce }

var _ resource.ResourceWithImportState = randomUUID{}

type randomUUIDModel struct {
	ID      types.String `tfsdk:"id"`
	Keepers types.Map    `tfsdk:"keepers"`
	Result  types.String `tfsdk:"result"`
}

var uuidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func (randomUUID) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_uuid"
}

func (randomUUID) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"keepers": keepersAttribute(),
			"result":  drawnString(),
			"id":      drawnString(),
		},
	}
}

func (randomUUID) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data randomUUIDModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	// all 128 bits are random: the published provider sets no version bits either
	var drawn [16]byte
	if _, err := rand.Read(drawn[:]); err != nil {
		response.Diagnostics.AddError("cannot draw random bytes", err.Error())
		return
	}
	data.Result = types.StringValue(fmt.Sprintf("%x-%x-%x-%x-%x", drawn[:4], drawn[4:6], drawn[6:8], drawn[8:10], drawn[10:]))
	data.ID = data.Result
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

func (randomUUID) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	if !uuidPattern.MatchString(request.ID) {
		response.Diagnostics.AddError("cannot import random_uuid", fmt.Sprintf("expected a UUID, got %q", request.ID))
		return
	}
	known := types.StringValue(request.ID)
	data := randomUUIDModel{ID: known, Result: known, Keepers: types.MapNull(types.StringType)}
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}
