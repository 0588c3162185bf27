package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// operation wraps a create, read, update or delete function. It ignores the context, like the published provider: a
// wait that has begun continues to its end, whatever Terraform is told meanwhile.
func operation(run func(*schema.ResourceData, *connection) error) func(context.Context, *schema.ResourceData, any) diag.Diagnostics {
	return func(_ context.Context, data *schema.ResourceData, provider any) diag.Diagnostics {
		return diag.FromErr(run(data, provider.(*connection)))
	}
}

// store sets several attributes.
func store(data *schema.ResourceData, attributes map[string]any) error {
	var problems []error
	for name, value := range attributes {
		if err := data.Set(name, value); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(problems...)
}

func text(data *schema.ResourceData, argument string) string { return data.Get(argument).(string) }

func number(data *schema.ResourceData, argument string) int { return data.Get(argument).(int) }

// changedText is nil if an argument is unchanged.
func changedText(data *schema.ResourceData, argument string) *string {
	if !data.HasChange(argument) {
		return nil
	}
	value := text(data, argument)
	return &value
}

// changedFilled is nil if an argument is unchanged, or has become zero or empty: the published provider treats that as
// "not given".
func changedFilled[T comparable](data *schema.ResourceData, argument string) *T {
	value := data.Get(argument).(T)
	if !data.HasChange(argument) || value == *new(T) {
		return nil
	}
	return &value
}

// texts of a set or a list.
func texts(data *schema.ResourceData, argument string) []string {
	var items []any
	switch value := data.Get(argument).(type) {
	case *schema.Set:
		items = value.List()
	case []any:
		items = value
	}
	var all []string
	for _, item := range items {
		if text, ok := item.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

// importable resources are imported by the platform's id; the read that follows sets what an import of the published
// provider sets.
func importable(fill func(*schema.ResourceData, *connection) error) *schema.ResourceImporter {
	return &schema.ResourceImporter{
		StateContext: func(_ context.Context, data *schema.ResourceData, provider any) ([]*schema.ResourceData, error) {
			if err := fill(data, provider.(*connection)); err != nil {
				return nil, err
			}
			return []*schema.ResourceData{data}, nil
		},
	}
}

// twice repeats a read that found something: the published provider does so wherever it first checks whether a resource
// exists and then reads it.
func twice[T any](read func() (*T, error)) (*T, error) {
	found, err := read()
	if err != nil || found == nil {
		return nil, err
	}
	return read()
}
