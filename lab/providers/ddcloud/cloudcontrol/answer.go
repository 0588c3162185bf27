package cloudcontrol

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Codes of answers that the provider distinguishes.
const (
	OK                   = "OK"
	InProgress           = "IN_PROGRESS"
	ResourceNotFound     = "RESOURCE_NOT_FOUND"
	ResourceBusy         = "RESOURCE_BUSY"
	NoIPAddressAvailable = "NO_IP_ADDRESS_AVAILABLE"
	ExceedsLimit         = "EXCEEDS_LIMIT"
	UnexpectedError      = "UNEXPECTED_ERROR"
)

// Answer to a change.
type Answer struct {
	Code    string  `json:"responseCode"`
	Message string  `json:"message"`
	Info    []Field `json:"info"`
}

// Field of an answer, such as the id of a new resource.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Refusal is an answer other than success.
type Refusal struct {
	What   string
	Status int
	// Code is one of API 2 (RESOURCE_BUSY) or a reason of API 0.9 (REASON_392).
	Code    string
	Message string
}

func (refusal *Refusal) Error() string {
	return fmt.Sprintf("cannot %s (HTTP %d, %s): %s", refusal.What, refusal.Status, refusal.Code, refusal.Message)
}

// HasCode reports whether an error is a refusal with one of these codes.
func HasCode(err error, codes ...string) bool {
	var refusal *Refusal
	return errors.As(err, &refusal) && slices.Contains(codes, refusal.Code)
}

// IsBusy reports whether the same request may succeed later.
func IsBusy(err error) bool { return HasCode(err, ResourceBusy, "REASON_392") }

func readAnswer(what string, status int, body []byte) (*Answer, error) {
	answer := &Answer{}
	if err := json.Unmarshal(body, answer); err != nil {
		return nil, fmt.Errorf("cannot %s: the answer (HTTP %d) is not of the API: %w", what, status, err)
	}
	return answer, nil
}

func (answer *Answer) refusal(what string, status int) *Refusal {
	return &Refusal{What: what, Status: status, Code: answer.Code, Message: answer.Message}
}

// change requests a change. Only the answer's code counts, whatever its HTTP status is.
func (client *Client) change(what, version, operation string, body any, accepted ...string) (*Answer, error) {
	answer, status, err := client.post(what, version, operation, body)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(accepted, answer.Code) {
		return nil, answer.refusal(what, status)
	}
	return answer, nil
}

// changeByStatus requests a change whose answer is judged by its HTTP status alone.
func (client *Client) changeByStatus(what, version, operation string, body any) error {
	answer, status, err := client.post(what, version, operation, body)
	if err == nil && status != http.StatusOK {
		return answer.refusal(what, status)
	}
	return err
}

func (client *Client) post(what, version, operation string, body any) (*Answer, int, error) {
	path, err := client.path2(version, operation)
	if err != nil {
		return nil, 0, err
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, 0, err
	}
	status, answer, err := client.send(call{http.MethodPost, path, "application/json", text})
	if err != nil {
		return nil, 0, err
	}
	read, err := readAnswer(what, status, answer)
	return read, status, err
}

// made requests a change and returns the id of the new resource.
func (client *Client) made(what, version, operation string, body any, field, accepted string) (string, error) {
	answer, err := client.change(what, version, operation, body, accepted)
	if err != nil {
		return "", err
	}
	for _, info := range answer.Info {
		if info.Name == field {
			return info.Value, nil
		}
	}
	return "", fmt.Errorf("cannot %s: the answer %s has no %s", what, answer.Code, field)
}

// byID is the body of operations that need only an id.
type byID struct {
	ID string `json:"id"`
}
