package replacement

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestKeepersDiffer(t *testing.T) {
	type values = map[string]attr.Value
	one, two, null := types.StringValue("1"), types.StringValue("2"), types.StringNull()
	for name, c := range map[string]struct {
		before, after values
		replaces      bool
	}{
		"nothing to an empty map":           {nil, values{}, false},
		"nothing to only nulls":             {nil, values{"a": null, "b": null}, false},
		"nothing to a value":                {nil, values{"a": one}, true},
		"nothing to an unknown value":       {nil, values{"a": types.StringUnknown()}, true},
		"an empty map to nothing":           {values{}, nil, false},
		"a value changed":                   {values{"a": one}, values{"a": two}, true},
		"a value added":                     {values{"a": one}, values{"a": one, "b": two}, true},
		"a null added":                      {values{"a": one}, values{"a": one, "b": null}, false},
		"a value removed":                   {values{"a": one, "b": two}, values{"a": one}, true},
		"a stored null removed":             {values{"a": null}, values{}, true},
		"a value becomes null":              {values{"a": one}, values{"a": null}, true},
		"a null becomes a value":            {values{"a": null}, values{"a": one}, true},
		"the whole map removed":             {values{"a": one}, nil, true},
		"the same map":                      {values{"a": one, "b": null}, values{"a": one, "b": null}, false},
		"a key renamed with the same value": {values{"a": one}, values{"b": one}, true},
	} {
		if got := keepersDiffer(c.before, c.after); got != c.replaces {
			t.Errorf("%s: replaces = %t, expected %t", name, got, c.replaces)
		}
	}
}
