using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Conversations;
using SalesFlow.Storage.Conversations;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteInboxListTests : InboxListTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresInboxListTests : InboxListTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>The inbox's folders, filters, counters and searches, on both databases.</summary>
public abstract class InboxListTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;
    private int _minutes;

    [Fact]
    public async Task Folders_show_what_their_counters_count()
    {
        await Talk("c1", new HandedOver("requested", "sales", "", null, Now));
        await Talk("c2", new HandedOver("taken_over", "sales", "", "u1", Now, Now.AddMinutes(15)));
        await Talk("c3", new HandedOver("taken_over", "sales", "", "u2", Now, Now.AddMinutes(15)), new LeaseExpired("u2", false, null, Now));
        await Talk("c4", new ConversationStatusChanged(default, ConversationStatus.Resolved, null, "person", Now));
        await Talk("c5", new ConversationStatusChanged(default, ConversationStatus.Snoozed, Now.AddDays(1), "person", Now));
        await Talk("c6");
        await Talk("c7", new ConversationAssigned("u1", "u9", Now), new ConversationStatusChanged(default, ConversationStatus.Pending, null, "person", Now));
        await Db.ProjectAll();

        Assert.Equal(new FolderCounts(7, 2, 1, 1, 2, 4, 1, 1, 1), await Db.Talks().Counts("t1", "u1", None));
        Assert.Equal(["c7", "c2"], await Ids(new ConversationFilter(ConversationFolder.Mine, "u1")));
        Assert.Equal(["c1"], await Ids(new ConversationFilter(ConversationFolder.Unassigned)));
        Assert.Equal(["c1"], await Ids(new ConversationFilter(ConversationFolder.Unread)));
        Assert.Equal(["c3", "c1"], await Ids(new ConversationFilter(ConversationFolder.Waiting)));
        Assert.Equal(["c5"], await Ids(new ConversationFilter(ConversationFolder.Snoozed)));
        Assert.Equal(["c4"], await Ids(new ConversationFilter(ConversationFolder.Resolved)));
        Assert.Equal(["c7"], await Ids(new ConversationFilter(Status: ConversationStatus.Pending, AssignedTo: "u1")));
        Assert.Equal(["c6", "c5", "c4", "c1"], await Ids(new ConversationFilter(AssignedTo: "")));
        Assert.Empty((await Db.Talks().Conversations("t2", new ConversationFilter(), null, 10, None)).Items);
        Assert.Equal(0, (await Db.Talks().Counts("t2", "u1", None)).All);
    }

    [Fact]
    public async Task Counters_stay_equal_to_the_rows_through_any_history()
    {
        foreach (var (tenant, seed) in new[] { ("t1", 7), ("t2", 8) })
            foreach (var part in new History(tenant, seed).Take(600).Chunk(150))
            {
                await Db.Append(part);
                await Db.ProjectAll();
            }

        foreach (var tenant in new[] { "t1", "t2" })
        {
            var counted = (await Db.Rows<ConversationRow>(tenant)).SelectMany(ConversationFold.Folders).GroupBy(f => f)
                .ToDictionary(g => g.Key, g => (long)g.Count());
            var kept = (await Db.Rows<FolderCountRow>(tenant)).Where(r => r.Count != 0).ToDictionary(r => r.Folder, r => r.Count);
            Assert.NotEmpty(counted);
            Assert.Equal(counted.OrderBy(c => c.Key), kept.OrderBy(c => c.Key));
        }
    }

    [Fact]
    public async Task A_label_shows_its_conversations_newest_first_and_page_by_page()
    {
        for (var i = 0; i < 9; i++) await Talk($"c{i}", new ConversationLabelled(i % 2 == 0 ? ["vip", "new"] : ["new"], [], Now));
        await Db.ProjectAll();
        await Add("c2", Received("c2-later", "ألو"), new ConversationLabelled([], ["new"], Now));
        await Add("c4", new ConversationLabelled([], ["vip"], Now));
        await Db.ProjectAll();

        Assert.Equal(["c2", "c8", "c6", "c0"], await Ids(new ConversationFilter(Label: "vip"), 2));
        Assert.Equal(["c8", "c7", "c6", "c5", "c4", "c3", "c1", "c0"], await Ids(new ConversationFilter(Label: "new"), 3));
        Assert.Equal(["new"], (await Db.Talks().Conversations("t1", new ConversationFilter(Label: "new"), null, 10, None)).Items[4].Labels);
    }

    [Fact]
    public async Task A_note_stands_in_the_thread_for_colleagues_and_a_failure_says_what_to_do()
    {
        await Talk("c1",
            new NoteAdded("n1", "u1", "مهم", ["u2", "u3"], Now),
            new NoteEdited("n1", "مهم جداً", ["u2"], Now),
            new MessageQueued(new QueuedMessage("m1", OutboundContent.OfText("عرض")), "human", "u1", Now),
            new MessageStatusChanged("m1", null, MessageStatus.Failed, 131047, "code_131047", null, null, Now));
        await Db.ProjectAll();

        var thread = (await Db.Talks().Messages("t1", "c1", null, 10, None)).Items;
        Assert.Equal(("outbound", "template"), (thread[0].Direction, thread[0].NextStep));
        Assert.Equal(("internal", "note", "مهم جداً", "u1", true), (thread[1].Direction, thread[1].Kind, thread[1].Text, thread[1].By, thread[1].Edited));
        Assert.Equal(["u2"], thread[1].Mentions);
        Assert.Equal("عرض", (await Db.Talks().Message("t1", "c1", "m1", None))!.Value.Content!.Text);
        await Add("c1",
            new NoteEdited("n1", "مهم للغاية", null, Now), new MessageQueued(new QueuedMessage("m2", OutboundContent.OfText("أهلاً")), "human", "u1", Now),
            new MessageStatusChanged("m2", "wamid.m2", MessageStatus.Sent, null, null, null, null, Now));
        await Db.ProjectAll();
        Assert.Equal("m2", (await Db.Talks().Message("t1", "c1", "wamid.m2", None))!.Value.Message.Id);
        Assert.Equal(["u2"], (await Db.Talks().Messages("t1", "c1", null, 10, None)).Items[2].Mentions);
        await Add("c1", new NoteDeleted("n1", Now));
        await Db.ProjectAll();
        Assert.Null((await Db.Talks().Messages("t1", "c1", null, 10, None)).Items[2].Text);
    }

    [Fact]
    public async Task A_failed_template_can_be_sent_again_as_it_was()
    {
        var template = new OutboundContent(OutboundKind.Template, Template: new TemplateMessage("offer", "ar", ["سارة", "٥٠"], "marketing"));
        await Talk("c1", new MessageQueued(new QueuedMessage("m1", template), "human", "u1", Now));
        await Db.ProjectAll();

        var again = (await Db.Talks().Message("t1", "c1", "m1", None))!.Value.Content!.Template!;
        Assert.Equal(("offer", "ar", "marketing"), (again.Name, again.Language, again.Category));
        Assert.Equal(["سارة", "٥٠"], again.BodyValues);
    }

    [Theory]
    [InlineData("سعر", "c1/w1 c2/w2")]
    [InlineData("السعر", "c1/w1 c2/w2")]
    [InlineData("الأسعار", "c3/w3")]
    [InlineData("اسعار الباقات", "c3/w3")]
    [InlineData("مدرسه", "c2/w2")]
    [InlineData("عرض", "c4/w4")]
    [InlineData("العرض", "c4/w4")]
    [InlineData("وعرض", "c4/w4")]
    [InlineData("طفل", "c4/w4")]
    [InlineData("PRO", "c3/w3")]
    [InlineData("غيرموجود", "")]
    [InlineData("' OR 1=1 --", "")]
    [InlineData("\" * AND", "")]
    public async Task Messages_are_found_by_words_in_any_spelling(string words, string expected)
    {
        await Talk("c1");
        await Add("c1", Received("w1", "كم السِّعر لو سمحت؟"));
        await Talk("c2");
        await Add("c2", Received("w2", "والسعر للمدرسة كم؟ مدرسة كبيرة"));
        await Talk("c3");
        await Add("c3", Received("w3", "أسعار باقات Professional؟"));
        await Talk("c4");
        await Add("c4", Received("w4", "وعرض لطفلي بخصم"));
        await Db.Append(Logged.Of("t2", "conversation/x", 1, Started("px"), Now), Logged.Of("t2", "conversation/x", 2, Received("wx", "السعر أسعار مدرسة pro باقات"), Now));
        await Db.ProjectAll();

        var page = await Db.Talks().SearchMessages("t1", new MessageSearch(words), null, 10, None);

        Assert.Equal(expected, string.Join(' ', page.Items.Select(h => $"{h.ConversationId}/{h.MessageId}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task A_customers_file_keeps_its_name()
    {
        await Talk("c1");
        foreach (var (id, payload) in new (string, string?)[] { ("w1", "{\"filename\":\"عقد.pdf\",\"sha256\":\"x\"}"), ("w2", "{\"sha256\":\"x\"}"), ("w3", "\"filename\" {"), ("w4", null) })
            await Add("c1", new MessageReceived(id, InboundKind.Document, null, Now, "77", "application/pdf", null, payload, null, "ar", 1, Now));
        await Db.ProjectAll();

        var thread = (await Db.Talks().Messages("t1", "c1", null, 10, None)).Items.ToDictionary(m => m.Id, m => m.FileName);
        Assert.Equal(("عقد.pdf", null, null, null), (thread["w1"], thread["w2"], thread["w3"], thread["w4"]));
    }

    [Fact]
    public async Task A_search_is_paged_filtered_and_follows_corrections()
    {
        for (var i = 0; i < 7; i++)
        {
            await Talk($"c{i}");
            await Add($"c{i}", Received($"w{i}", $"موعد رقم {i} " + new string('ط', 300)));
        }
        await Add("c3", new MessageEdited("w3", "لا شيء", null, Now));
        await Add("c4", new MessageRevoked("w4", Now));
        await Db.ProjectAll();

        var seen = new List<MessageHitView>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Db.Talks().SearchMessages("t1", new MessageSearch("موعد"), cursor, 2, None);
            seen.AddRange(page.Items);
            cursor = page.Next;
        }
        Assert.Equal(["w6", "w5", "w2", "w1", "w0"], seen.Select(h => h.MessageId));
        Assert.StartsWith("موعد رقم 6", seen[0].Snippet, StringComparison.Ordinal);
        Assert.EndsWith("…", seen[0].Snippet, StringComparison.Ordinal);
        Assert.Equal(["w5"], (await Found(new MessageSearch("موعد", ConversationId: "c5"))).Select(h => h.MessageId));
        Assert.Equal(["w2", "w1"], (await Found(new MessageSearch("موعد", From: seen[3].At, To: seen[1].At))).Select(h => h.MessageId));
        Assert.Empty(await Found(new MessageSearch("موعد", Outbound: true)));
        // A note among colleagues is found, and stands on nobody's side.
        await Add("c5", new NoteAdded("n1", "u1", "موعد سري", ["u2"], Now));
        await Db.ProjectAll();
        Assert.Equal(["internal"], (await Found(new MessageSearch("موعد سري"))).Select(h => h.Direction));
        Assert.Empty(await Found(new MessageSearch("سري", Outbound: false)));
        Assert.Empty(await Found(new MessageSearch("سري", Outbound: true)));
        await Assert.ThrowsAsync<FormatException>(() => Db.Talks().SearchMessages("t1", new MessageSearch("موعد"), "forged", 2, None));

        async Task<IReadOnlyList<MessageHitView>> Found(MessageSearch search) => (await Db.Talks().SearchMessages("t1", search, null, 10, None)).Items;
    }

    [Fact]
    public async Task Ready_answers_are_everybodys_or_ones_own()
    {
        await Db.Append(
            Logged.Of("t1", "canned-reply/r1", 1, new CannedReplyWritten("welcome", "أهلاً وسهلاً", null, null, Now), Now),
            Logged.Of("t1", "canned-reply/r2", 1, new CannedReplyWritten("price", "الأسعار عندنا", null, "u1", Now), Now),
            Logged.Of("t1", "canned-reply/r3", 1, new CannedReplyWritten("bye", null, "Goodbye", "u2", Now), Now),
            Logged.Of("t1", "canned-reply/r4", 1, new CannedReplyWritten("old", null, "Old", null, Now), Now),
            Logged.Of("t1", "canned-reply/r4", 2, new CannedReplyDeleted(Now), Now));
        await Db.ProjectAll();

        Assert.Equal(["price", "welcome"], await Words("u1", null, 1));
        Assert.Equal(["bye", "welcome"], await Words("u2", null, 10));
        Assert.Equal(["price"], await Words("u1", "اسعار", 10));
        Assert.Empty(await Words("u2", "اسعار", 10));

        async Task<List<string>> Words(string user, string? search, int size)
        {
            var seen = new List<string>();
            for (string? cursor = ""; cursor is not null;)
            {
                var page = await Db.Talks().CannedReplies("t1", user, search, cursor, size, None);
                seen.AddRange(page.Items.Select(r => r.Shortcut));
                cursor = page.Next;
            }
            return seen;
        }
    }

    private async Task<List<string>> Ids(ConversationFilter filter, int size = 50)
    {
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Db.Talks().Conversations("t1", filter, cursor, size, None);
            seen.AddRange(page.Items.Select(r => r.Id));
            cursor = page.Next;
        }
        return seen;
    }

    private static ConversationStarted Started(string contact, DateTimeOffset? at = null) =>
        new(contact, contact, "num1", "waba", "966501234567", null, "أحمد", "whatsapp", at ?? Now);

    private MessageReceived Received(string id, string text)
    {
        var at = Now.AddMinutes(++_minutes);
        return new(id, InboundKind.Text, text, at, null, null, null, null, null, "ar", 1, at);
    }

    private Task Talk(string id, params IDomainEvent[] events) => Add(id, [Started("p" + id, Now.AddMinutes(++_minutes)), .. events]);

    private Task Add(string id, params IDomainEvent[] events) => Append("conversation/" + id, Now, events);
}
