package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// nullDataSource is deprecated in the published provider in favour of local values, and so it is here.
type nullDataSource struct{}

type nullDataSourceModel struct {
	ID                 types.String `tfsdk:"id"`
	Inputs             types.Map    `tfsdk:"inputs"`
	Outputs            types.Map    `tfsdk:"outputs"`
	Random             types.String `tfsdk:"random"`
	HasComputedDefault types.String `tfsdk:"has_computed_default"`
}

func (nullDataSource) Metadata(_ context.Context, _ datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = "null_data_source"
}

func (nullDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	response.Schema = schema.Schema{
		DeprecationMessage: "Use a local value instead.",
		Attributes: map[string]schema.Attribute{
			"inputs":               schema.MapAttribute{ElementType: types.StringType, Optional: true},
			"outputs":              schema.MapAttribute{ElementType: types.StringType, Computed: true},
			"random":               schema.StringAttribute{Computed: true},
			"has_computed_default": schema.StringAttribute{Optional: true, Computed: true},
			"id": schema.StringAttribute{
				Computed:           true,
				DeprecationMessage: "The id is always the same text and says nothing.",
			},
		},
	}
}

func (nullDataSource) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	var data nullDataSourceModel
	response.Diagnostics.Append(request.Config.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	data.ID = types.StringValue("static")
	data.Outputs = data.Inputs
	data.Random = types.StringValue(randomID())
	if data.HasComputedDefault.IsNull() {
		data.HasComputedDefault = types.StringValue("default")
	}
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}
