package quiz

// Counts says how many questions there are of what.
type Counts struct {
	Questions    int                `json:"questions"`
	Opinions     int                `json:"opinions"`
	Computed     int                `json:"computed"` // whose key is compared with Kubernetes' own code
	Types        map[Type]int       `json:"types"`
	Difficulties map[Difficulty]int `json:"difficulties"`
	Modules      map[string]int     `json:"modules"`
	Tags         map[string]int     `json:"tags"`
	Topics       map[string]int     `json:"topics"`
	Scenarios    map[string]int     `json:"scenarios"` // that practise a question
}

// Count counts the questions of all banks.
func Count(banks []Bank) Counts {
	c := Counts{
		Types: map[Type]int{}, Difficulties: map[Difficulty]int{}, Modules: map[string]int{},
		Tags: map[string]int{}, Topics: map[string]int{}, Scenarios: map[string]int{},
	}
	for _, b := range banks {
		for i := range b.Questions {
			q := &b.Questions[i]
			c.Questions++
			c.Types[q.Type]++
			c.Difficulties[q.Difficulty]++
			c.Modules[b.Module]++
			for _, tag := range q.Tags {
				c.Tags[tag]++
			}
			for _, topic := range q.Topics {
				c.Topics[topic]++
			}
			if q.Practice.Scenario != "" {
				c.Scenarios[q.Practice.Scenario]++
			}
			if q.Opinion {
				c.Opinions++
			}
			if q.Computed() {
				c.Computed++
			}
		}
	}
	return c
}

// Computed says whether the key, or a part of it, is compared with what Kubernetes' own code
// computes.
func (q *Question) Computed() bool {
	if q.Truth != nil {
		return true
	}
	for i := range q.Options {
		if q.Options[i].Truth != nil {
			return true
		}
	}
	return false
}
