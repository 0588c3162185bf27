package cloudcontrol

import "iter"

// Defaults of every network domain's load balancer, by kind, each with its list and its key.
type Defaults struct{ operation, key string }

// Kinds of defaults.
var (
	HealthMonitors      = Defaults{"networkDomainVip/defaultHealthMonitor", "defaultHealthMonitor"}
	PersistenceProfiles = Defaults{"networkDomainVip/defaultPersistenceProfile", "defaultPersistenceProfile"}
	IRules              = Defaults{"networkDomainVip/defaultIrule", "defaultIRule"}
)

// DefaultsOf one kind, page by page.
func (client *Client) DefaultsOf(kind Defaults, networkDomainID string) iter.Seq2[[]Reference, error] {
	return pages[Reference](client, kind.key+" of network domain "+networkDomainID, "2.6", kind.operation, kind.key,
		DefaultPageSize, "networkDomainId", networkDomainID)
}
