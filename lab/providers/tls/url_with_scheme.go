package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// urlWithScheme accepts an address with a host and one of these schemes.
type urlWithScheme []string

func (schemes urlWithScheme) Description(context.Context) string {
	return "must be a URL with a host and a scheme of " + strings.Join(schemes, ", ")
}

func (schemes urlWithScheme) MarkdownDescription(ctx context.Context) string {
	return schemes.Description(ctx)
}

func (schemes urlWithScheme) ValidateString(ctx context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	text := request.ConfigValue.ValueString()
	address, err := url.Parse(text)
	if err != nil || address.Host == "" || !slices.Contains(schemes, address.Scheme) {
		response.Diagnostics.AddAttributeError(request.Path, "Invalid URL",
			fmt.Sprintf("%s %s, got %q", request.Path, schemes.Description(ctx), text))
	}
}
