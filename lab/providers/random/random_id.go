package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type randomID struct{ drawnOnce }

var _ resource.ResourceWithImportState = randomID{}

type randomIDModel struct {
	ID         types.String `tfsdk:"id"`
	Keepers    types.Map    `tfsdk:"keepers"`
	ByteLength types.Int64  `tfsdk:"byte_length"`
	Prefix     types.String `tfsdk:"prefix"`
	B64URL     types.String `tfsdk:"b64_url"`
	B64Std     types.String `tfsdk:"b64_std"`
	Hex        types.String `tfsdk:"hex"`
	Dec        types.String `tfsdk:"dec"`
}

func (randomID) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_id"
}

func (randomID) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"keepers": keepersAttribute(),
			"byte_length": schema.Int64Attribute{
				Required:      true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			},
			"prefix": schema.StringAttribute{
				Optional:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"b64_url": drawnString(),
			"b64_std": drawnString(),
			"hex":     drawnString(),
			"dec":     drawnString(),
			"id":      drawnString(),
		},
	}
}

func (randomID) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data randomIDModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	length := data.ByteLength.ValueInt64()
	if length < 1 {
		response.Diagnostics.AddError("cannot draw random bytes", "byte_length must be at least 1")
		return
	}
	drawn := make([]byte, length)
	if _, err := rand.Read(drawn); err != nil {
		response.Diagnostics.AddError("cannot draw random bytes", err.Error())
		return
	}
	data.encode(drawn)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// ImportState takes `prefix,id` or `id`; the prefix itself may contain commas.
func (randomID) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	data := randomIDModel{Keepers: types.MapNull(types.StringType)}
	id := request.ID
	if comma := strings.LastIndex(id, ","); comma >= 0 {
		data.Prefix = types.StringValue(id[:comma])
		id = id[comma+1:]
	}
	known, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		response.Diagnostics.AddError("cannot import random_id", "expected the bytes in URL-safe base64 without padding: "+err.Error())
		return
	}
	data.ByteLength = types.Int64Value(int64(len(known)))
	data.encode(known)
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// encode adds the prefix to every form but the id.
func (data *randomIDModel) encode(drawn []byte) {
	prefix := data.Prefix.ValueString()
	url := base64.RawURLEncoding.EncodeToString(drawn)
	data.ID = types.StringValue(url)
	data.B64URL = types.StringValue(prefix + url)
	data.B64Std = types.StringValue(prefix + base64.StdEncoding.EncodeToString(drawn))
	data.Hex = types.StringValue(prefix + hex.EncodeToString(drawn))
	data.Dec = types.StringValue(prefix + new(big.Int).SetBytes(drawn).String())
}
