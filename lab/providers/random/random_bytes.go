package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type randomBytes struct{ drawnOnce }

var _ resource.ResourceWithImportState = randomBytes{}

type randomBytesModel struct {
	Length  types.Int64  `tfsdk:"length"`
	Keepers types.Map    `tfsdk:"keepers"`
	Base64  types.String `tfsdk:"base64"`
	Hex     types.String `tfsdk:"hex"`
}

func (randomBytes) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_bytes"
}

func (randomBytes) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"keepers": keepersAttribute(),
			"length": schema.Int64Attribute{
				Required:      true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
				Validators:    []validator.Int64{int64validator.AtLeast(1)},
			},
			"base64": drawnSecret(),
			"hex":    drawnSecret(),
		},
	}
}

func (randomBytes) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data randomBytesModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	drawn := make([]byte, data.Length.ValueInt64())
	if _, err := rand.Read(drawn); err != nil {
		response.Diagnostics.AddError("cannot draw random bytes", err.Error())
		return
	}
	data.encode(drawn)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

func (randomBytes) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	known, err := base64.StdEncoding.DecodeString(request.ID)
	if err != nil {
		response.Diagnostics.AddError("cannot import random_bytes", "expected the bytes in standard base64: "+err.Error())
		return
	}
	data := randomBytesModel{Length: types.Int64Value(int64(len(known))), Keepers: types.MapNull(types.StringType)}
	data.encode(known)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

func (data *randomBytesModel) encode(drawn []byte) {
	data.Base64 = types.StringValue(base64.StdEncoding.EncodeToString(drawn))
	data.Hex = types.StringValue(hex.EncodeToString(drawn))
}
