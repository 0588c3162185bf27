package cloudcontrol

// PortList in the form of API 2.2.
type PortList struct {
	ID          string      `json:"id"`
	Description string      `json:"description"`
	Ports       []PortEntry `json:"port"`
	Children    []Reference `json:"childPortList"`
}

// PortEntry is a port or a range.
type PortEntry struct {
	Begin int  `json:"begin"`
	End   *int `json:"end,omitempty"`
}

// PortListCreation is the body of createPortList; nil fields are sent as null.
type PortListCreation struct {
	Name            string      `json:"name"`
	Description     string      `json:"description"`
	NetworkDomainID string      `json:"networkDomainId"`
	Ports           []PortEntry `json:"port"`
	ChildIDs        []string    `json:"childPortListId"`
}

// PortListEdit is the body of editPortList, which replaces every field that it names.
type PortListEdit struct {
	ID          string      `json:"id"`
	Description string      `json:"description"`
	Ports       []PortEntry `json:"port"`
	ChildIDs    []string    `json:"childPortListId"`
}

// Edit returns an edit that changes nothing yet.
func (list *PortList) Edit() PortListEdit {
	return PortListEdit{list.ID, list.Description, list.Ports, ids(list.Children)}
}

func (client *Client) CreatePortList(list PortListCreation) (string, error) {
	return client.made("create port list "+list.Name, "2.2", "network/createPortList", list, "portListId", OK)
}

func (client *Client) PortList(id string) (*PortList, error) {
	return find[PortList](client, "port list "+id, "2.2", "network/portList/"+id)
}

func (client *Client) EditPortList(edit PortListEdit) error {
	_, err := client.change("edit port list "+edit.ID, "2.2", "network/editPortList", edit, OK)
	return err
}

func (client *Client) DeletePortList(id string) error {
	_, err := client.change("delete port list "+id, "2.2", "network/deletePortList", byID{id}, OK)
	return err
}
