package content

import "slices"

// Covering is something that takes topics up: a scenario or a question.
type Covering struct {
	ID     string
	Topics []string
}

// Covered is a topic with what takes it up. What there need not be has a reason.
type Covered struct {
	Topic     Topic
	Lessons   []string
	Scenarios []string
	Questions []string
}

// Coverage says of each topic where it is taken up.
func Coverage(topics []Topic, lessons []*Lesson, scenarios, questions []Covering) []Covered {
	named := make([]Covering, len(lessons))
	for i, l := range lessons {
		named[i] = Covering{l.ID, l.Topics}
	}
	taught, practised, asked := byTopic(named), byTopic(scenarios), byTopic(questions)
	covered := make([]Covered, len(topics))
	for i, t := range topics {
		covered[i] = Covered{Topic: t, Lessons: taught[t.ID], Scenarios: practised[t.ID], Questions: asked[t.ID]}
	}
	return covered
}

func byTopic(list []Covering) map[string][]string {
	topics := map[string][]string{}
	for _, c := range list {
		for _, topic := range c.Topics {
			if !slices.Contains(topics[topic], c.ID) {
				topics[topic] = append(topics[topic], c.ID)
			}
		}
	}
	return topics
}

// NoLesson is why no lesson takes the topic up, or "". There is never a good reason.
func (c *Covered) NoLesson() string {
	if len(c.Lessons) > 0 {
		return ""
	}
	return "no lesson takes it up yet"
}

// NoScenario is why no scenario shows the topic, or "".
func (c *Covered) NoScenario() string {
	switch {
	case len(c.Scenarios) > 0:
		return ""
	case c.Topic.Shown == ShownText:
		return "it cannot be seen in a lab"
	case c.Topic.Shown == ShownKind:
		return "it needs real containers or a real network, and has no lab of its own"
	}
	return "it has no lab of its own"
}

// NoQuestion is why no question asks about the topic, or "".
func (c *Covered) NoQuestion() string {
	switch {
	case len(c.Questions) > 0:
		return ""
	case !c.Topic.Question:
		return "there is nothing in it to ask"
	}
	return "no question asks about it yet"
}
