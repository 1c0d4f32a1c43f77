using SalesFlow.Access;
using SalesFlow.Activities;
using SalesFlow.Common;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Fields;
using SalesFlow.Leads;
using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Contacts;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteRecordListTests : RecordListTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresRecordListTests : RecordListTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>Lists of companies, contacts, activities and calls, and the one timeline, on both databases.</summary>
public abstract class RecordListTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    private ContactQueries Contacts => new(Db.Contexts);

    private CompanyQueries Companies => new(Db.Contexts);

    private ActivityQueries Activities => new(Db.Contexts);

    private TimelineQueries Timelines => new(Db.Contexts);

    [Theory]
    [InlineData(RecordSort.Updated)]
    [InlineData(RecordSort.Created)]
    [InlineData(RecordSort.Name)]
    public async Task Every_order_shows_every_row_once(RecordSort sort)
    {
        for (var i = 0; i < 11; i++)
        {
            await Append($"contact/p{i}", Now.AddSeconds(i / 3), new ContactCreated(new ContactDetails(FullName: $"عميل {i % 4}", CompanyId: "c1"), Now));
            await Append($"company/c{i}", Now.AddSeconds(i / 3), new CompanyCreated(new CompanyDetails(Name: $"شركة {i % 4}"), Now.AddSeconds(i / 3)));
        }
        await Append("contact/p0", Now.AddHours(1), new ContactDeleted(Now));
        await Append("company/c0", Now.AddHours(1), new CompanyDeleted(Now));
        await Project();
        await AssertAll(c => Contacts.Contacts("t1", new ContactFilter(CompanyId: "c1", Sort: sort), c, 3, None), r => r.Id, "p0");
        await AssertAll(c => Companies.Companies("t1", new CompanyFilter(Sort: sort), c, 3, None), r => r.Id, "c0");
        Assert.Empty((await Contacts.Contacts("t2", new ContactFilter(), null, 3, None)).Items);
        if (sort == RecordSort.Name)
        {
            var names = (await Contacts.Contacts("t1", new ContactFilter(Sort: sort), null, 50, None)).Items.Select(r => r.FullName!).ToList();
            Assert.Equal(names.Order(StringComparer.Ordinal), names);
            await Assert.ThrowsAsync<FormatException>(() => Contacts.Contacts("t1", new ContactFilter(Sort: sort), "x", 3, None));
        }

        static async Task AssertAll<T>(Func<string?, Task<SalesFlow.Feed.Page<T>>> read, Func<T, string> id, string deleted)
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await read(cursor);
                seen.AddRange(page.Items.Select(id));
                cursor = page.Next;
            }
            while (cursor is not null);
            Assert.Equal(10, seen.Distinct().Count());
            Assert.Equal(10, seen.Count);
            Assert.DoesNotContain(deleted, seen);
        }
    }

    [Fact]
    public async Task Lists_are_narrowed_by_tags_and_custom_fields_as_they_are_now()
    {
        await Append("contact/p1", Now, new ContactCreated(new ContactDetails(FullName: "سارة", Tags: ["vip", "2026"]), Now));
        await Append("contact/p2", Now, new ContactCreated(new ContactDetails(FullName: "نورة", Tags: ["vip"]), Now));
        await Append("contact/p1", Now, new ContactUpdated(new ContactDetails(Tags: ["2026"]), Now));
        var text = new string('س', 400);
        await Append("record-fields/contact:p1", Now, Values("contact", "p1", [("level", ["gold", "silver"]), ("text", [text])], []));
        await Append("record-fields/contact:p2", Now, Values("contact", "p2", [("level", ["gold"])], []));
        await Append("record-fields/contact:p1", Now, Values("contact", "p1", [("level", ["silver"])], [("level", ["gold", "silver"])]));
        await Append("record-fields/company:p2", Now, Values("company", "p2", [("level", ["silver"])], []));
        await Project();

        Assert.Equal(["p2"], await Ids(new ContactFilter(Tag: "vip")));
        Assert.Equal(["p1"], await Ids(new ContactFilter(Tag: "2026", Fields: [new FieldMatch("text", text)])));
        Assert.Equal(["p2"], await Ids(new ContactFilter(Fields: [new FieldMatch("level", "gold")])));
        Assert.Equal(["p1"], await Ids(new ContactFilter(Fields: [new FieldMatch("level", "silver")])));
        Assert.Empty(await Ids(new ContactFilter(Fields: [new FieldMatch("level", "silver"), new FieldMatch("level", "gold")])));
        Assert.Empty(await Ids(new ContactFilter(Fields: [new FieldMatch("text", text[..399])])));
    }

    [Fact]
    public async Task A_company_is_found_by_a_name_like_its_own_and_by_its_number()
    {
        await Append("company/c1", Now, new CompanyCreated(new CompanyDetails(NameAr: "شركة النخبة للتجارة", CrNumber: "1010101010"), Now));
        await Append("company/c2", Now, new CompanyCreated(new CompanyDetails(Name: "Other Limited"), Now));
        await Project();
        Assert.Equal("c1", Assert.Single(await Companies.Like("t1", null, "مؤسسة النُخبه", None)).Id);
        Assert.Empty(await Companies.Like("t1", "Company", null, None));
        Assert.Equal("c1", Assert.Single((await Companies.Companies("t1", new CompanyFilter(CrNumber: "1010101010"), null, 9, None)).Items).Id);
        Assert.Equal("c1", Assert.Single((await Companies.Companies("t1", new CompanyFilter(Search: "نخبه"), null, 9, None)).Items).Id);
        await Append("company/c1", Now, new CompanyDeleted(Now));
        await Project();
        Assert.Empty((await Companies.Companies("t1", new CompanyFilter(Search: "نخبه"), null, 9, None)).Items);
    }

    [Fact]
    public async Task A_merged_contacts_messages_consents_and_marks_are_the_survivors_until_it_is_undone()
    {
        await Append("contact/p1", Now, new ContactObserved("سارة", "+966500000001", null, null, "ar", "whatsapp"));
        await Append("contact/p2", Now, new ContactObserved("Sara", "+966500000002", null, null, "ar", "whatsapp"));
        await Append("contact/p2", Now, new ConsentChanged("whatsapp", ConsentStatus.Granted, "form", "f1", "10.0.0.9"));
        foreach (var n in new[] { 1, 2 })
        {
            await Append($"conversation/k{n}", Now, new ConversationStarted($"p{n}", "l1", "num", "waba", "966", null, "x", "whatsapp", Now));
            for (var i = 0; i < 3; i++) await Append($"conversation/k{n}", Now.AddMinutes((10 * i) + n), Received($"w{n}{i}", Now.AddMinutes((10 * i) + n)));
        }
        await Append("contact/p2", Now.AddHours(1), new ContactMerged("p1", [], Now));
        await Append("contact/p1", Now.AddHours(1), new ContactAbsorbed("p2", new ContactExchange(
            ContactDetails.None, Consents: new Dictionary<string, ConsentStatus> { ["whatsapp"] = ConsentStatus.Granted })));
        await Project();

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Contacts.Messages("t1", "p1", cursor, 2, None);
            seen.AddRange(page.Items.Select(m => m.Message.Id));
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(["w22", "w12", "w21", "w11", "w20", "w10"], seen);
        var consents = (await Contacts.Consents("t1", "p1", null, 9, None)).Items;
        Assert.Equal([("p1", "merge", null), ("p2", "form", "10.0.0.9")], consents.Select(c => (c.ContactId, c.Source, c.IpAddress)));
        Assert.Equal(["p1"], await Ids(new ContactFilter()));
        Assert.Contains("conversation.started", await Marks("contact", "p1"));
        Assert.Equal(2, (await Marks("contact", "p1")).Count(t => t == "conversation.started"));

        await Append("contact/p2", Now.AddHours(2), new ContactUnmerged("p1", [], Now));
        await Append("contact/p1", Now.AddHours(2), new ContactReleased("p2", new ContactExchange(
            ContactDetails.None, Consents: new Dictionary<string, ConsentStatus> { ["whatsapp"] = ConsentStatus.Pending })));
        await Project();
        Assert.Equal(["w12", "w11", "w10"], (await Contacts.Messages("t1", "p1", null, 9, None)).Items.Select(m => m.Message.Id));
        Assert.Equal(["p1", "p2"], (await Ids(new ContactFilter())).Order());
        Assert.Equal(ConsentStatus.Pending, (await Contacts.Contacts("t1", new ContactFilter(Search: "سارة"), null, 9, None)).Items[0].WhatsAppConsent);
    }

    [Fact]
    public async Task A_leads_timeline_shows_its_talk_its_deals_and_its_tasks_but_no_message()
    {
        await Append("lead/l1", Now, new LeadCreated("سارة", null, "whatsapp", "p1", "k1", "ar", null, Now));
        await Append("conversation/k1", Now.AddMinutes(1), new ConversationStarted("p1", "l1", "num", "waba", "966", null, "x", "whatsapp", Now));
        await Append("conversation/k1", Now.AddMinutes(2), Received("w1", Now));
        await Append("lead/l1", Now.AddMinutes(3), new LeadScored(30, 10, Temperature.Cold, [], Now));
        await Append("lead/l1", Now.AddMinutes(4), new LeadScored(80, 30, Temperature.Hot, [], Now));
        await Append("deal/d1", Now.AddMinutes(5), new DealOpened("باقة", Money.Sar(699), "new", 10, "l1", "p1", "k1", "u1", Now));
        await Append("deal/d1", Now.AddMinutes(6), new DealStageChanged("new", "won", 100, StageKind.Won, null, "u1", Now));
        await Append("conversation/k1", Now.AddMinutes(7), new HandedOver("requested", "sales", "يريد مديرا", null, Now));
        await Append("activity/a1", Now.AddMinutes(8), new ActivityCreated(Task(Now, new RecordLinks(LeadId: "l1", CompanyId: "c1")), Now));
        await Append("activity/a2", Now.AddMinutes(9), new ActivityCreated(Task(Now, new RecordLinks(LeadId: "l1")), Now));
        await Append("activity/a2", Now.AddMinutes(9), new ActivityDeleted(Now));
        await Project();

        Assert.Equal(
            ["activity.created", "conversation.handed_over", "deal.stage_changed", "deal.opened", "lead.scored", "conversation.started", "lead.created"],
            await Marks("lead", "l1"));
        Assert.Equal(["activity.created"], await Marks("company", "c1"));
        Assert.Equal(["deal.stage_changed", "deal.opened"], await Marks("deal", "d1"));
        Assert.Equal(["deal.opened"], await Marks("lead", "l1", "deal.opened"));
        Assert.Equal(["deal.stage_changed", "deal.opened"], await Marks("lead", "l1", "deal"));
        // Who may not see deals or tasks sees no marks of them either.
        Assert.Equal(["lead.scored", "lead.created"], await Marks("lead", "l1", null, Permission.LeadsRead));
        var first = await Timelines.Timeline("t1", "lead", "l1", null, Roles.PermissionsOf(Role.Owner), null, 3, None);
        var second = await Timelines.Timeline("t1", "lead", "l1", null, Roles.PermissionsOf(Role.Owner), first.Next, 9, None);
        Assert.Equal("deal.opened", second.Items[0].Type);
        Assert.Equal("اتصل", first.Items[0].Data.GetProperty("subject").GetString());
        Assert.Empty((await Timelines.Timeline("t2", "lead", "l1", null, Roles.PermissionsOf(Role.Owner), null, 3, None)).Items);
    }

    [Fact]
    public async Task Tasks_stand_in_the_order_in_which_they_are_due_and_leave_when_done()
    {
        await Append("activity/a1", Now, new ActivityCreated(Task(Now.AddDays(2), new RecordLinks()), Now));
        await Append("activity/a2", Now, new ActivityCreated(Task(Now.AddHours(1), new RecordLinks()), Now));
        await Append("activity/a3", Now, new ActivityCreated(Task(null, new RecordLinks()), Now));
        await Append("activity/a4", Now, new ActivityCreated(Task(Now.AddHours(-1), new RecordLinks()) with { AssigneeId = "u2" }, Now));
        await Append("activity/a5", Now, new ActivityCreated(Task(Now, new RecordLinks()) with { Type = ActivityType.Meeting }, Now));
        await Project();
        var first = await Activities.Tasks("t1", new TaskFilter(), null, 2, None);
        Assert.Equal(["a4", "a2"], first.Items.Select(r => r.Id));
        Assert.Equal(["a1", "a3"], (await Activities.Tasks("t1", new TaskFilter(), first.Next, 2, None)).Items.Select(r => r.Id));
        Assert.Equal(["a2"], (await Activities.Tasks("t1", new TaskFilter("u1", Now, Now.AddDays(1)), null, 9, None)).Items.Select(r => r.Id));
        Assert.Equal(["a4"], (await Activities.Tasks("t1", new TaskFilter(Until: Now), null, 9, None)).Items.Select(r => r.Id));
        await Append("activity/a2", Now, new ActivityCompleted(Now));
        await Project();
        Assert.DoesNotContain("a2", (await Activities.Tasks("t1", new TaskFilter(), null, 9, None)).Items.Select(r => r.Id));
        Assert.Equal(["a2"], (await Activities.Activities("t1", new ActivityFilter(Done: true), null, 9, None)).Items.Select(r => r.Id));
    }

    [Fact]
    public async Task A_note_keeps_the_forms_of_its_words_and_calls_upon_people_until_it_is_deleted()
    {
        var note = new CreateActivity(ActivityType.Note, null, "أول", null, null, ActivityPriority.Normal, null, new RecordLinks(DealId: "d1"), "u1", Mentions: ["u2"]);
        await Append("activity/n1", Now, new ActivityCreated(note, Now), new ActivityMentioned(["u2"], Now));
        await Append("activity/n1", Now.AddMinutes(1), new ActivityUpdated(new ChangeActivity(Pinned: true), Now));
        await Append("activity/n1", Now.AddMinutes(2), new ActivityUpdated(new ChangeActivity(Body: "ثان"), Now));
        await Project();
        Assert.Equal(["ثان", "أول"], (await Activities.Edits("t1", "n1", None)).Select(e => e.Body));
        var mention = Assert.Single((await Activities.Mentions("t1", "u2", null, 9, None)).Items);
        Assert.Equal(("n1", "ثان", "d1"), (mention.ActivityId, mention.Excerpt, mention.DealId));
        Assert.Empty((await Activities.Mentions("t1", "u1", null, 9, None)).Items);
        await Append("activity/n1", Now, new ActivityDeleted(Now));
        await Project();
        Assert.Empty((await Activities.Mentions("t1", "u2", null, 9, None)).Items);
    }

    [Fact]
    public async Task A_note_in_a_talk_calls_upon_people_like_one_on_a_record_until_it_calls_upon_others()
    {
        await Append("conversation/k1", Now, new ConversationStarted("p1", "l1", "num", "waba", "966", null, "x", "whatsapp", Now), new NoteAdded("n1", "u1", "انظر", ["u2"], Now));
        await Append("activity/a1", Now.AddMinutes(1), new ActivityCreated(
            new CreateActivity(ActivityType.Note, null, "أول", null, null, ActivityPriority.Normal, null, new RecordLinks(DealId: "d1"), "u1", Mentions: ["u2"]), Now),
            new ActivityMentioned(["u2"], Now.AddMinutes(1)));
        await Project();
        var page = await Activities.Mentions("t1", "u2", null, 1, None);
        Assert.Equal("a1", page.Items[0].ActivityId);
        var mention = Assert.Single((await Activities.Mentions("t1", "u2", page.Next, 1, None)).Items);
        Assert.Equal(("n1", "انظر", "k1", "l1", "u1"), (mention.ActivityId, mention.Excerpt, mention.ConversationId, mention.LeadId, mention.By));

        await Append("conversation/k1", Now.AddMinutes(2), new NoteEdited("n1", "انظر أنت", ["u3"], Now.AddMinutes(2)));
        await Project();
        Assert.Equal(["a1"], (await Activities.Mentions("t1", "u2", null, 9, None)).Items.Select(m => m.ActivityId));
        Assert.Equal(["n1"], (await Activities.Mentions("t1", "u3", null, 9, None)).Items.Select(m => m.ActivityId));
        await Append("conversation/k1", Now.AddMinutes(3), new NoteDeleted("n1", Now));
        await Project();
        Assert.Empty((await Activities.Mentions("t1", "u3", null, 9, None)).Items);
    }

    [Fact]
    public async Task Calls_are_narrowed_and_their_transcripts_read_apart()
    {
        await Append("call/x1", Now, new CallRecorded(new RecordCall(
            CallDirection.Inbound, CallStatus.Answered, Now, "u1", new RecordLinks(ContactId: "p1"), new CallChange(DurationSeconds: 60, Transcript: "نص طويل")), Now));
        await Append("call/x2", Now, new CallRecorded(new RecordCall(CallDirection.Outbound, CallStatus.Ringing, Now.AddMinutes(1), "u2", new RecordLinks(), new CallChange()), Now));
        await Append("call/x2", Now, new CallOutcomeSet(new CallChange(CallStatus.Missed, Outcome: "callback"), Now));
        await Project();
        Assert.Equal(["x2", "x1"], (await Activities.Calls("t1", new CallFilter(), null, 9, None)).Items.Select(r => r.Id));
        Assert.Equal(["x1"], (await Activities.Calls("t1", new CallFilter(Links: new RecordLinks(ContactId: "p1")), null, 9, None)).Items.Select(r => r.Id));
        Assert.Equal(["x2"], (await Activities.Calls("t1", new CallFilter(Status: CallStatus.Missed, Outcome: "callback"), null, 9, None)).Items.Select(r => r.Id));
        Assert.Equal("نص طويل", await Activities.Transcript("t1", "x1", None));
        Assert.Null(await Activities.Transcript("t1", "x2", None));
        Assert.Null(await Activities.Transcript("t2", "x1", None));
    }

    [Fact]
    public async Task A_companys_deals_are_those_of_its_contacts()
    {
        await Append("contact/p1", Now, new ContactCreated(new ContactDetails(FullName: "سارة", CompanyId: "c1"), Now));
        await Append("deal/d1", Now, new DealOpened("أ", Money.Sar(1), "new", 10, null, "p1", null, "u1", Now));
        await Append("deal/d2", Now, new DealOpened("ب", Money.Sar(1), "new", 10, null, "p2", null, "u1", Now));
        await Project();
    }

    private async Task<List<string>> Ids(ContactFilter filter) => [.. (await Contacts.Contacts("t1", filter, null, 50, None)).Items.Select(r => r.Id)];

    private async Task<List<string>> Marks(string kind, string id, string? type = null, Permission? only = null) =>
        [.. (await Timelines.Timeline("t1", kind, id, type, only is { } p ? PermissionSet.Of(p) : Roles.PermissionsOf(Role.Owner), null, 50, None)).Items.Select(m => m.Type)];

    /// <summary>Projects all that was logged: an older transaction anywhere on the server may hold the last events back for a moment.</summary>
    private async Task Project()
    {
        var limit = System.Diagnostics.Stopwatch.StartNew();
        do
        {
            Assert.True(limit.Elapsed < TimeSpan.FromSeconds(60), "The log was not projected.");
            await Db.ProjectAll();
        }
        while (await Db.Feed().Head("t1", None) < Appended);
    }

    private static RecordFieldsSet Values(string kind, string id, (string Key, string[] Values)[] set, (string Key, string[] Values)[] before) => new(
        kind, id, set.ToDictionary(v => v.Key, v => (IReadOnlyList<string>)v.Values), before.ToDictionary(v => v.Key, v => (IReadOnlyList<string>)v.Values), Now);

    private static CreateActivity Task(DateTimeOffset? due, RecordLinks links) =>
        new(ActivityType.Task, "اتصل", null, due, null, ActivityPriority.Normal, "u1", links, "u1");

    private static MessageReceived Received(string id, DateTimeOffset at) =>
        new(id, InboundKind.Text, "مرحبا", at, null, null, null, null, null, "ar", 1, at);
}
