using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Leads.Forms;
using SalesFlow.Grains.Leads.Transfer;
using SalesFlow.Leads.Forms;
using SalesFlow.Leads.Transfer;

namespace SalesFlow.Grains.Tests.Leads.Transfer;

public sealed class ImportDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> NoMapping = [];

    private static RequestImport Asked(bool dryRun = false) => new(
        "leads.csv", "csv", 100, dryRun, new ImportOptions(DuplicateRule.Skip, NoMapping, "import", "ar", null, null, null, true));

    private static ImportStep Step(long from, long rows, bool end = false, string? failure = null) =>
        new(from, new ImportCounts(rows, rows), 0, 0.5, ["name"], new Dictionary<string, string> { ["name"] = "name" }, end, failure);

    private static ImportState After(ImportState state, Decision decision) => decision.Events.Aggregate(state, (s, e) => s.Apply(e));

    private static ImportState Requested(bool dryRun = false) => After(new(), ImportDecisions.Request(new(), Asked(dryRun), "user:u1", Now));

    [Fact]
    public void A_chunk_counts_only_where_the_last_one_ended()
    {
        var state = After(Requested(), ImportDecisions.Report(Requested(), Step(0, 10), Now));
        Assert.Equal(10, state.Counts.Read);
        Assert.Equal(Refusal.StaleVersion, ImportDecisions.Report(state, Step(0, 10), Now).Refusal);
        Assert.Equal(Refusal.StaleVersion, ImportDecisions.Report(state, Step(20, 10), Now).Refusal);
        Assert.Equal(20, After(state, ImportDecisions.Report(state, Step(10, 10), Now)).Counts.Read);
    }

    [Fact]
    public void A_dry_run_ends_checked_and_its_start_begins_at_the_first_row()
    {
        var state = After(Requested(dryRun: true), ImportDecisions.Report(Requested(dryRun: true), Step(0, 10, end: true), Now));
        Assert.Equal(ImportPhase.Checked, state.Phase);
        var started = ImportDecisions.Start(state, null, Now);
        state = After(state, started);
        Assert.Equal((ImportPhase.Importing, 0L, false), (state.Phase, state.Counts.Read, state.DryRun));
        Assert.Contains(started.DueSets, d => d.Name == ImportDecisions.WorkTimer);
        Assert.Equal(ImportPhase.Completed, After(state, ImportDecisions.Report(state, Step(0, 10, end: true), Now)).Phase);
    }

    [Fact]
    public void An_import_that_stopped_goes_on_behind_its_last_chunk_under_the_same_mapping_only()
    {
        var state = After(Requested(), ImportDecisions.Report(Requested(), Step(0, 10), Now));
        state = After(state, ImportDecisions.Report(state, Step(10, 0, failure: "limit_reached"), Now));
        Assert.Equal((ImportPhase.Failed, "limit_reached"), (state.Phase, state.Reason));
        Assert.Equal(Refusal.WrongStatus, ImportDecisions.Start(state, new Dictionary<string, string> { ["name"] = "phone" }, Now).Refusal);
        state = After(state, ImportDecisions.Start(state, null, Now));
        Assert.Equal((ImportPhase.Importing, 10L, null), (state.Phase, state.Counts.Read, state.Reason));
    }

    [Fact]
    public void A_cancelled_import_takes_no_more_chunks_and_a_completed_one_is_not_cancelled()
    {
        var state = After(Requested(), ImportDecisions.Cancel(Requested(), Now));
        Assert.Equal(Refusal.WrongStatus, ImportDecisions.Report(state, Step(0, 10), Now).Refusal);
        Assert.Equal(Refusal.WrongStatus, ImportDecisions.Start(state, null, Now).Refusal);
        var done = After(Requested(), ImportDecisions.Report(Requested(), Step(0, 10, end: true), Now));
        Assert.Equal(Refusal.WrongStatus, ImportDecisions.Cancel(done, Now).Refusal);
    }

    [Fact]
    public void A_month_after_the_check_an_import_that_nobody_started_is_over()
    {
        var state = After(Requested(dryRun: true), ImportDecisions.Report(Requested(dryRun: true), Step(0, 10, end: true), Now));
        state = After(state, ImportDecisions.FilesRemoved(state, Now));
        Assert.Equal((ImportPhase.Cancelled, "expired", true), (state.Phase, state.Reason, state.FilesRemoved));
        Assert.Equal(Refusal.WrongStatus, ImportDecisions.Start(state, null, Now).Refusal);
    }

    [Theory]
    [InlineData("الاسم الكامل", "name")]
    [InlineData("رقم الجوّال", "phone")]
    [InlineData("E-Mail Address", "email")]
    [InlineData("البريد الالكتروني", "email")]
    [InlineData("company_name", "company_name")]
    [InlineData("Mobile No", null)]
    public void A_heading_is_understood_in_any_spelling(string heading, string? field) => Assert.Equal(field, ImportFields.Guess(heading));

    [Theory]
    [InlineData("A,,", null)]
    [InlineData(",0501234567,", null)]
    [InlineData(",'+966501234567,", null)]
    [InlineData(",9.66501234567E+11,", null)]
    [InlineData(",9.66501E+11,", "phone:invalid_phone")]
    [InlineData(",,a@b.co", null)]
    [InlineData(",,a@b", "email:invalid_email")]
    [InlineData(",,", "row:nothing_to_reach")]
    [InlineData("A,,,extra", "row:too_many_columns")]
    public void A_row_needs_a_name_a_phone_or_an_email_and_nothing_that_is_wrong(string line, string? wrong)
    {
        var row = ImportRow.Read(1, 2, line.Split(','), ["name", "phone", "email"], "import", "ar", null, new Dictionary<string, string?>());
        Assert.Equal(wrong, row.IsWrong ? $"{row.WrongField}:{row.WrongReason}" : null);
        if (wrong is null && line.Contains('5', StringComparison.Ordinal)) Assert.Equal("+966501234567", row.Phone);
    }

    [Fact]
    public void The_same_content_within_ten_minutes_is_a_repeat_and_later_it_is_not()
    {
        var settings = new FormSettings("f", [], null, [], [], null, "ar", "website", 0, true);
        var state = new FormState().Apply(new FormCreated("form_1", settings, Now));
        var sent = new FormSubmission("d1", "A", null, null, NoMapping, null);
        foreach (var e in FormDecisions.Submit(state, "s1", sent, Now).Events) state = state.Apply(e);

        Assert.True(FormDecisions.Submit(state, "s2", sent, Now.AddMinutes(9)).IsEmpty);
        Assert.False(FormDecisions.Submit(state, "s2", sent, Now.AddMinutes(10)).IsEmpty);
        Assert.False(FormDecisions.Submit(state, "s2", sent with { Digest = "d2" }, Now).IsEmpty);
    }

    [Fact]
    public void A_form_that_is_behind_takes_no_more_than_its_state_can_hold()
    {
        var settings = new FormSettings("f", [], null, [], [], null, "ar", "website", 0, true);
        var state = new FormState().Apply(new FormCreated("form_1", settings, Now));
        var taken = 0;
        while (FormDecisions.Submit(state, $"s{taken}", new FormSubmission($"d{taken}", "A", null, null, NoMapping, null), Now) is { Accepted: true } d)
        {
            foreach (var e in d.Events) state = state.Apply(e);
            taken++;
        }
        Assert.Equal(200, taken);
        state = state.Apply(new FormDelivered("s0", "l", null, Now));
        Assert.True(FormDecisions.Submit(state, "x", new FormSubmission("x", "A", null, null, NoMapping, null), Now).Accepted);
        Assert.Equal(Refusal.NotFound, FormDecisions.Submit(state.Apply(new FormDeleted(Now)), "y", new FormSubmission("y", "A", null, null, NoMapping, null), Now).Refusal);
    }
}
