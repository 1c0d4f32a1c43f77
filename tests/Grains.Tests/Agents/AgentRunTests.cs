using SalesFlow.Agents;
using SalesFlow.Common;
using SalesFlow.Grains.Agents;
using SalesFlow.Grains.Entities;

namespace SalesFlow.Grains.Tests.Agents;

public sealed class AgentRunTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private static readonly StartAgentRun Call = new("lead_qualification", "event:lead.created", "lead", "l1", null, null);

    [Fact]
    public void A_run_begins_at_once_or_at_the_end_of_its_quiet_time()
    {
        Assert.Contains(AgentRunDecisions.Start(new(), Call, Noon).DueSets, d => d == (AgentRunDecisions.Think, Noon));
        Assert.Contains(
            AgentRunDecisions.Start(new(), Call with { NotBefore = Noon.AddMinutes(10) }, Noon).DueSets, d => d.At == Noon.AddMinutes(10));
    }

    [Fact]
    public void A_second_trigger_of_the_same_run_changes_nothing() =>
        Assert.True(AgentRunDecisions.Start(Running, Call, Noon.AddMinutes(1)).IsEmpty);

    [Theory]
    [InlineData("auto", "success", true)]
    [InlineData("soft", "success", true)]
    [InlineData("hold", "held", false)]
    public void What_an_answer_asks_for_is_done_but_where_it_waits_for_a_person(string band, string status, bool acts)
    {
        var decision = AgentRunDecisions.Finish(Running, Result(band), Noon);

        Assert.Equal(status, Assert.Single(decision.Events.OfType<AgentRunFinished>()).Status);
        Assert.Equal(acts, decision.DueSets.Any(d => d.Name == AgentRunDecisions.Act));
        Assert.Contains(AgentRunDecisions.Think, decision.DueClears);
    }

    [Fact]
    public void An_answer_that_calls_a_person_is_marked_and_has_its_effect()
    {
        var decision = AgentRunDecisions.Finish(Running, Result("escalate") with { Escalations = [new("enterprise", "sales_manager")] }, Noon);

        Assert.Equal("escalated", Assert.Single(decision.Events.OfType<AgentRunFinished>()).Status);
        Assert.Contains(decision.DueSets, d => d.Name == AgentRunDecisions.Act);
    }

    [Fact]
    public void A_held_answer_acts_only_after_a_person_let_it_go()
    {
        var held = After(Running, AgentRunDecisions.Finish(Running, Result("hold"), Noon));

        Assert.Contains(AgentRunDecisions.Release(held, "u1", Noon).DueSets, d => d.Name == AgentRunDecisions.Act);
        var dropped = AgentRunDecisions.Discard(held, "u1", "no", Noon);
        Assert.Empty(dropped.DueSets);
        Assert.Empty(After(held, dropped).Actions);
        Assert.Equal(Refusal.WrongStatus, AgentRunDecisions.Release(After(held, dropped), "u1", Noon).Refusal);
        Assert.Equal(Refusal.WrongStatus, AgentRunDecisions.Release(Running, "u1", Noon).Refusal);
        Assert.Equal(Refusal.NotFound, AgentRunDecisions.Release(new(), "u1", Noon).Refusal);
    }

    [Fact]
    public void A_trial_has_no_effect_whatever_its_answer_asks_for()
    {
        var trial = After(new(), AgentRunDecisions.Start(new(), Call with { Trigger = "shadow" }, Noon));
        var decision = AgentRunDecisions.Finish(trial, Result("auto"), Noon);

        Assert.Empty(Assert.Single(decision.Events.OfType<AgentRunFinished>()).Result.Actions);
        Assert.Empty(decision.DueSets);
    }

    [Fact]
    public void A_run_by_hand_is_written_down_and_does_nothing()
    {
        var decision = AgentRunDecisions.Record(new(), Call with { Trigger = "manual" }, Result("auto"), Noon);

        Assert.Equal(2, decision.Events.Length);
        Assert.Empty(decision.DueSets);
        Assert.True(AgentRunDecisions.Record(After(new(), decision), Call, Result("auto"), Noon).IsEmpty);
    }

    [Fact]
    public void What_finds_its_subject_busy_is_tried_again_for_an_hour()
    {
        var done = After(Running, AgentRunDecisions.Finish(Running, Result("auto"), Noon));

        var again = AgentRunDecisions.Acted(done, ["done", "busy"], Noon, Noon.AddMinutes(59));

        Assert.Empty(again.Events);
        Assert.Contains(again.DueSets, d => d == (AgentRunDecisions.Act, Noon.AddMinutes(59) + AgentRunDecisions.TryAgainAfter));
        Assert.Contains(AgentRunDecisions.Acted(done, ["done", "busy"], Noon, Noon.AddHours(1)).Events, e => e is AgentRunActed { Outcomes: ["done", "busy"] });
        Assert.Empty(AgentRunDecisions.Acted(done, ["done", "nothing_to_do"], Noon, Noon).DueSets);
    }

    [Fact]
    public void An_answer_to_a_run_that_is_over_is_refused()
    {
        var over = After(Running, AgentRunDecisions.Finish(Running, Result("auto"), Noon));

        Assert.Equal(Refusal.StaleTurn, AgentRunDecisions.Finish(over, Result("auto"), Noon).Refusal);
        Assert.Equal(Refusal.StaleTurn, AgentRunDecisions.Fail(over, "x", Noon).Refusal);
    }

    [Fact]
    public void The_same_content_makes_no_new_version_and_an_earlier_one_comes_back_as_the_next()
    {
        AgentProfileState state = new();
        var first = AgentProfileDecisions.Write(state, new AgentOverride { Auto = 0.9, Thresholds = new Dictionary<string, double> { ["a"] = 0.5 } }, "why", null, "u", Noon);
        state = first.Events.Aggregate(state, (s, e) => s.Apply(e));

        Assert.Equal(1, state.Newest!.Number);
        Assert.True(AgentProfileDecisions.Write(
            state, new AgentOverride { Auto = 0.9, Thresholds = new Dictionary<string, double> { ["a"] = 0.5 } }, null, null, "u", Noon).IsEmpty);
        var back = Assert.Single(AgentProfileDecisions.Write(state, new AgentOverride(), null, 0, "u", Noon).Events.OfType<AgentChanged>());
        Assert.Equal((2, 0), (back.Number, back.RestoredFrom));
        Assert.Equal(Refusal.NotFound, AgentProfileDecisions.Write(state, new AgentOverride(), null, 7, "u", Noon).Refusal);
    }

    private static AgentRunState Running => After(new(), AgentRunDecisions.Start(new(), Call, Noon));

    private static AgentRunState After(AgentRunState state, Decision decision) => decision.Events.Aggregate(state, (s, e) => s.Apply(e));

    private static AgentRunResult Result(string band) => new(
        "{}", "{}", 0.9, band, [], [new AgentAction("note", "n")], "offline", null, null, 0, 0, 1, new RunTrace());
}
