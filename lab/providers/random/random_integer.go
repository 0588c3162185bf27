package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type randomInteger struct{ drawnOnce }

var _ resource.ResourceWithImportState = randomInteger{}

type randomIntegerModel struct {
	ID      types.String `tfsdk:"id"`
	Keepers types.Map    `tfsdk:"keepers"`
	Min     types.Int64  `tfsdk:"min"`
	Max     types.Int64  `tfsdk:"max"`
	Seed    types.String `tfsdk:"seed"`
	Result  types.Int64  `tfsdk:"result"`
}

func (randomInteger) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = "random_integer"
}

func (randomInteger) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	bound := schema.Int64Attribute{
		Required:      true,
		PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
	}
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"keepers": keepersAttribute(),
			"min":     bound,
			"max":     bound,
			"seed": schema.StringAttribute{
				Optional:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"result": schema.Int64Attribute{
				Computed:      true,
				PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
			},
			"id": drawnString(),
		},
	}
}

func (randomInteger) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var data randomIntegerModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &data)...)
	if response.Diagnostics.HasError() {
		return
	}
	least, most := data.Min.ValueInt64(), data.Max.ValueInt64()
	span := most - least + 1
	if most < least || span < 1 {
		response.Diagnostics.AddError("cannot draw a random integer",
			fmt.Sprintf("min is %d and max is %d: min must not exceed max, nor the span an int64", least, most))
		return
	}
	data.draw(least + int64(generator(data.Seed.ValueString()).Intn(int(span))))
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

// ImportState takes `result,min,max` or `result,min,max,seed`.
func (randomInteger) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	parts := strings.Split(request.ID, ",")
	if len(parts) != 3 && len(parts) != 4 {
		response.Diagnostics.AddError("cannot import random_integer", fmt.Sprintf("expected result,min,max or result,min,max,seed; got %q", request.ID))
		return
	}
	var numbers [3]int64
	for i := range numbers {
		number, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil {
			response.Diagnostics.AddError("cannot import random_integer", err.Error())
			return
		}
		numbers[i] = number
	}
	data := randomIntegerModel{
		Keepers: types.MapNull(types.StringType),
		Min:     types.Int64Value(numbers[1]),
		Max:     types.Int64Value(numbers[2]),
	}
	if len(parts) == 4 {
		data.Seed = types.StringValue(parts[3])
	}
	data.draw(numbers[0])
	response.Diagnostics.Append(response.State.Set(ctx, data)...)
}

func (data *randomIntegerModel) draw(result int64) {
	data.ID = types.StringValue(strconv.FormatInt(result, 10))
	data.Result = types.Int64Value(result)
}
