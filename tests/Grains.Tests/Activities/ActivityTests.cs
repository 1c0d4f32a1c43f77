using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Grains.Activities;
using SalesFlow.Grains.Tests.Support;

namespace SalesFlow.Grains.Tests.Activities;

public sealed class ActivityTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private readonly GrainCluster _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private IActivityGrain Activity => _world.Grain<IActivityGrain>("act-1");

    private List<Type> Told => [.. _world.Store.Events(Activity.GetGrainId()).Select(e => e.GetType())];

    [Fact]
    public async Task A_task_reminds_and_becomes_overdue_once_and_no_longer_when_it_is_done()
    {
        var due = _world.Clock.GetUtcNow().AddHours(2);
        await Activity.Create("create", Task(due) with { RemindAt = due.AddHours(-1) });
        await _world.Pass(TimeSpan.FromHours(1));
        Assert.Equal([typeof(ActivityCreated), typeof(ActivityReminded)], Told);
        await _world.Pass(TimeSpan.FromHours(1));
        Assert.Equal(typeof(ActivityBecameOverdue), Told[^1]);
        Assert.True((await Activity.Get())!.Overdue);
        Assert.Empty(_world.Timers);
        await Activity.Complete("complete", null);
        Assert.False((await Activity.Get())!.Overdue);
        await Activity.Reopen("reopen", null);
        await _world.Pass(TimeSpan.Zero);
        Assert.True((await Activity.Get())!.Overdue);
    }

    [Fact]
    public async Task A_task_that_moves_or_is_done_or_deleted_in_time_is_never_overdue()
    {
        var due = _world.Clock.GetUtcNow().AddHours(2);
        await Activity.Create("create", Task(due));
        await Activity.Update("later", new ChangeActivity(ScheduledAt: due.AddDays(1)), null);
        await _world.Pass(TimeSpan.FromHours(3));
        Assert.DoesNotContain(typeof(ActivityBecameOverdue), Told);
        await Activity.Complete("complete", null);
        Assert.Empty(_world.Timers);
        await Activity.Reopen("reopen", null);
        await Activity.Delete("delete", null);
        await _world.Pass(TimeSpan.FromDays(2));
        Assert.DoesNotContain(typeof(ActivityBecameOverdue), Told);
        await Activity.Restore("restore");
        await _world.Pass(TimeSpan.Zero);
        Assert.Contains(typeof(ActivityBecameOverdue), Told);
    }

    [Fact]
    public void A_note_belongs_to_its_writer_and_to_who_leads_the_team()
    {
        var state = Given(new CreateActivity(ActivityType.Note, null, "كلام", null, null, ActivityPriority.Normal, null, new RecordLinks(), "u1"));
        var change = new ChangeActivity(Body: "غيره");
        Assert.Equal(Refusal.Forbidden, ActivityDecisions.Update(state, change, Actor.User("u2", Role.Agent), 1, null, Now).Refusal);
        Assert.True(ActivityDecisions.Update(state, change, Actor.User("u1", Role.Agent), 1, null, Now).Accepted);
        Assert.True(ActivityDecisions.Update(state, change, Actor.User("u2", Role.Supervisor), 1, null, Now).Accepted);
        Assert.True(ActivityDecisions.Update(state, new ChangeActivity(Pinned: true), Actor.User("u2", Role.Agent), 1, null, Now).Accepted);
        Assert.Equal(Refusal.Forbidden, ActivityDecisions.Delete(state, Actor.User("u2", Role.Agent), 1, null, Now).Refusal);
        Assert.Equal("note", ActivityDecisions.Complete(state, 1, null, Now).Detail);
    }

    [Fact]
    public void Only_those_newly_called_upon_are_told_and_an_assignment_says_from_whom()
    {
        var state = Given(Task(null) with { Mentions = ["u2"] });
        var decision = ActivityDecisions.Update(state, new ChangeActivity(Mentions: ["u2", "u3"], AssigneeId: "u9"), Actor.System, 1, null, Now);
        Assert.Equal(["u3"], Assert.Single(decision.Events.OfType<ActivityMentioned>()).UserIds);
        var assigned = Assert.Single(decision.Events.OfType<ActivityAssigned>());
        Assert.Equal(("u1", "u9"), (assigned.From, assigned.To));
    }

    [Fact]
    public void A_task_needs_a_subject_a_note_words_and_no_reminder_comes_too_late()
    {
        Assert.Equal("subject", Refused(Task(null) with { Subject = null }));
        Assert.Equal("body", Refused(new CreateActivity(ActivityType.Note, "s", null, null, null, ActivityPriority.Normal, null, new RecordLinks(), "u1")));
        Assert.Equal("remindAt", Refused(Task(Now) with { RemindAt = Now.AddMinutes(1) }));
        Assert.Equal("mentions", Refused(Task(null) with { Mentions = ["a", "a"] }));
        Assert.Equal("body", Refused(Task(null) with { Body = new string('x', 5001) }));
    }

    [Theory]
    [InlineData(CallStatus.Missed, 5, "durationSeconds")]
    [InlineData(CallStatus.Answered, 86_401, "durationSeconds")]
    [InlineData(CallStatus.Answered, 60, null)]
    public void A_call_lasts_only_where_somebody_spoke(CallStatus status, int seconds, string? field) =>
        Assert.Equal(field, CallDecisions.Record(new CallState(), Call(status, new CallChange(DurationSeconds: seconds)), Now).Detail);

    [Theory]
    [InlineData("http://calls.example/1.mp3")]
    [InlineData("https://user:secret@calls.example/1.mp3")]
    [InlineData("file:///etc/passwd")]
    public void A_recording_lies_behind_https_without_a_password(string address) =>
        Assert.Equal("recordingUrl", CallDecisions.Record(new CallState(), Call(CallStatus.Answered, new CallChange(RecordingUrl: address)), Now).Detail);

    [Fact]
    public void A_call_that_was_answered_does_not_ring_again()
    {
        var state = CallDecisions.Record(new CallState(), Call(CallStatus.Ringing, new CallChange()), Now).Events.Aggregate(new CallState(), (s, e) => s.Apply(e));
        state = CallDecisions.SetOutcome(state, new CallChange(CallStatus.Answered, 30, Transcript: "نص"), 1, 1, Now).Events.Aggregate(state, (s, e) => s.Apply(e));
        Assert.True(state.HasTranscript);
        Assert.Equal(Refusal.WrongStatus, CallDecisions.SetOutcome(state, new CallChange(CallStatus.Ringing), 2, null, Now).Refusal);
        Assert.Equal("startedAt", CallDecisions.Record(new CallState(), Call(CallStatus.Ringing, new CallChange()) with { StartedAt = Now.AddHours(1) }, Now).Detail);
    }

    private static string? Refused(CreateActivity command) => ActivityDecisions.Create(new ActivityState(), command, Now).Detail;

    private static ActivityState Given(CreateActivity command) =>
        ActivityDecisions.Create(new ActivityState(), command, Now).Events.Aggregate(new ActivityState(), (s, e) => s.Apply(e));

    private static CreateActivity Task(DateTimeOffset? due) =>
        new(ActivityType.Task, "اتصل", null, due, null, ActivityPriority.High, "u1", new RecordLinks(LeadId: "l1"), "u1");

    private static RecordCall Call(CallStatus status, CallChange result) => new(CallDirection.Inbound, status, Now, "u1", new RecordLinks(), result);
}
