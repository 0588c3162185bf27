package cloudcontrol

import (
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strconv"
)

// find returns one resource, or nil if there is none.
func find[T any](client *Client, what, version, operation string) (*T, error) {
	resource := new(T)
	found, err := client.get(what, version, operation, resource)
	if err != nil || !found {
		return nil, err
	}
	return resource, nil
}

// get reads an answer. Anything but HTTP 200 is an error, except the code for "not found".
func (client *Client) get(what, version, operation string, into any) (found bool, err error) {
	path, err := client.path2(version, operation)
	if err != nil {
		return false, err
	}
	status, body, err := client.send(call{method: http.MethodGet, path: path, mediaType: "application/json"})
	if err != nil {
		return false, err
	}
	if status != http.StatusOK {
		answer, err := readAnswer("read "+what, status, body)
		if err != nil {
			return false, err
		}
		if answer.Code == ResourceNotFound {
			return false, nil
		}
		return false, answer.refusal("read "+what, status)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return false, fmt.Errorf("cannot read %s: the answer is not of the API: %w", what, err)
	}
	return true, nil
}

// page returns the resources of one page of a list, which has this key.
func page[T any](client *Client, what, version, operation, key string) ([]T, error) {
	answer := map[string]json.RawMessage{}
	found, err := client.get(what, version, operation, &answer)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, &Refusal{What: "list " + what, Code: ResourceNotFound, Message: "the API knows nothing of it"}
	}
	var count int
	if err := json.Unmarshal(answer["pageCount"], &count); err != nil {
		return nil, fmt.Errorf("cannot list %s: pageCount: %w", what, err)
	}
	var resources []T
	if count == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(answer[key], &resources); err != nil {
		return nil, fmt.Errorf("cannot list %s: %s: %w", what, key, err)
	}
	return resources, nil
}

// DefaultPageSize is the page size of most lists.
const DefaultPageSize = 50

// pages reads a list page by page until its reader stops or a page is empty. As published, it never ends if an API
// repeats its first page.
func pages[T any](client *Client, what, version, operation, key string, size int, filters ...string) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		for number := 1; ; number++ {
			paging := []string{"pageNumber", strconv.Itoa(number), "pageSize", strconv.Itoa(size)}
			resources, err := page[T](client, what, version, operation+query(append(filters, paging...)...), key)
			if err == nil && len(resources) == 0 || !yield(resources, err) || err != nil {
				return
			}
		}
	}
}

// only returns the single result of a search, or nil; several are an error.
func only[T any](what string, resources []T, err error) (*T, error) {
	switch {
	case err != nil || len(resources) == 0:
		return nil, err
	case len(resources) > 1:
		return nil, fmt.Errorf("%d of %s were found; exactly one is expected", len(resources), what)
	}
	return &resources[0], nil
}
