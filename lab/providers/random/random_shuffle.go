package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type randomShuffle struct{ drawnOnce }

type randomShuffleModel struct {
	ID          types.String `tfsdk:"id"`
	Keepers     types.Map    `tfsdk:"keepers"`
	Seed        types.String `tfsdk:"seed"`
	Input       types.List   `tfsdk:"input"`
	ResultCount types.Int64  `tfsdk:"result_count"`
	Result      types.List   `tfsdk:"result"`
}

func (randomShuffle) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_shuffle"
}

func (randomShuffle) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"keepers": keepersAttribute(),
			"seed": schema.StringAttribute{
				Optional:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"input": schema.ListAttribute{
				ElementType:   types.StringType,
				Required:      true,
				PlanModifiers: []planmodifier.List{listplanmodifier.RequiresReplace()},
			},
			"result_count": schema.Int64Attribute{
				Optional:      true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			},
			"result": schema.ListAttribute{
				ElementType:   types.StringType,
				Computed:      true,
				PlanModifiers: []planmodifier.List{listplanmodifier.UseStateForUnknown()},
			},
			"id": drawnString(),
		},
	}
}

func (randomShuffle) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data randomShuffleModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	shuffled := shuffle(data.Input.Elements(), int(data.ResultCount.ValueInt64()), data.Seed.ValueString())
	result, diagnostics := types.ListValue(types.StringType, shuffled)
	response.Diagnostics.Append(diagnostics...)
	data.Result = result
	data.ID = types.StringValue("-")
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// shuffle returns whole permutations of the input, one after another, truncated at count; 0 means one permutation.
func shuffle(input []attr.Value, count int, seed string) []attr.Value {
	if count == 0 {
		count = len(input)
	}
	result := []attr.Value{}
	random := generator(seed)
	for len(input) > 0 && len(result) < count {
		for _, position := range random.Perm(len(input)) {
			result = append(result, input[position])
		}
	}
	return result[:min(max(count, 0), len(result))]
}
