using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Deals;
using SalesFlow.Leads;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Feed;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Tenancy;

namespace SalesFlow.Projection.Tests;

public sealed class FoldTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_lead_shows_what_was_learnt_last_and_when_it_changed()
    {
        var row = Lead(
            new LeadCreated("سارة", "+966500000001", "whatsapp", "p1", "c1", "ar", "ad-1", Now),
            new LeadFactsLearnt("m1", new Dictionary<string, string> { ["company_name"] = "النور", ["city"] = "جدة" }, Now),
            new LeadFactsLearnt("m2", new Dictionary<string, string> { ["city"] = "الرياض" }, Now),
            new LeadScored(61, 0, Temperature.Warm, [], Now),
            new LeadStatusChanged(LeadStatus.New, LeadStatus.Lost, "price", Now),
            new LeadDealEarned("d1", Now))!;

        Assert.Equal(("النور", "الرياض", 61, Temperature.Warm), (row.CompanyName, row.City, row.Score, row.Temperature));
        Assert.Equal((LeadStatus.Lost, "price", "d1", "ad-1"), (row.Status, row.StatusReason, row.DealId, row.Referral));
        Assert.Equal((6, Now, Now.AddMinutes(6)), (row.Version, row.CreatedAt, row.UpdatedAt));
    }

    [Fact]
    public void Events_of_a_lead_that_never_came_in_make_no_row() => Assert.Null(Lead(new LeadScored(61, 0, Temperature.Warm, [], Now)));

    [Fact]
    public void Each_reason_of_a_score_keeps_its_place_and_its_message()
    {
        var reasons = LeadFold.Reasons(
            new LeadScored(20, 0, Temperature.Cold, [new("budget", "asked_price", 5, "m1"), new("timing", "urgent", 10, "m1")], Now), Header("lead", "l1", 7)).ToList();
        Assert.Equal([(1792L, "asked_price", 5), (1793L, "urgent", 10)], reasons.Select(r => (r.Place, r.Signal, r.Points)));
        Assert.All(reasons, r => Assert.Equal("m1", r.MessageId));
    }

    [Fact]
    public void A_deal_that_is_won_is_closed_and_opens_again_with_its_stage()
    {
        var opened = new DealOpened("عقد", Money.Sar(100), "new", 10, "l1", "p1", "c1", "agent", Now);
        var won = new DealStageChanged("new", "won", 100, StageKind.Won, null, "u1", Now.AddHours(1));
        var back = new DealStageChanged("won", "demo", 40, StageKind.Open, null, "u1", Now.AddHours(2));

        Assert.Equal((Now.AddHours(1), Now.AddHours(1), 100), Deal(opened, won) is { } d ? (d.ClosedAt!.Value, d.StageSince, d.Probability) : default);
        Assert.Null(Deal(opened, won, back)!.ClosedAt);
    }

    [Fact]
    public void Totals_move_only_by_what_changes_them()
    {
        var a = Deal(new DealOpened("عقد", Money.Sar(100), "new", 10, null, null, null, "agent", Now))!;
        Assert.Empty(DealFold.Differences(a, a with { Title = "عقد آخر", Version = 9 }));
        Assert.Equal([("new", -1L, -100m), ("won", 1L, 100m)], DealFold.Differences(a, a with { Stage = "won" }).Select(t => (t.Stage, t.Count, t.Value)));
        Assert.Equal([("new", 1L, 100m)], DealFold.Differences(null, a).Select(t => (t.Stage, t.Count, t.Value)));
    }

    [Fact]
    public void What_the_customer_sends_counts_until_it_is_answered_and_opens_the_window()
    {
        var row = Conversation(Received("w1", Now.AddMinutes(1)), Received("w2", Now.AddMinutes(2)))!;
        Assert.Equal((2, true, "سؤال w2", Now.AddMinutes(2).AddHours(24)), (row.Unanswered, row.LastFromCustomer, row.LastText, row.WindowClosesAt!.Value));

        row = Conversation(Received("w1", Now.AddMinutes(1)), Reply("a1"))!;
        Assert.Equal((0, false, "a1", 60), (row.Unanswered, row.LastFromCustomer, row.LastText, row.Sentiment));
    }

    [Fact]
    public void An_older_message_that_comes_late_closes_no_window_earlier()
    {
        var row = Conversation(Received("w2", Now.AddHours(5)), Received("w1", Now))!;
        Assert.Equal(Now.AddHours(29), row.WindowClosesAt);
    }

    [Theory]
    [InlineData(InboundKind.Echo)]
    [InlineData(InboundKind.System)]
    [InlineData(InboundKind.Welcome)]
    public void What_the_customer_did_not_say_opens_no_window(InboundKind kind) =>
        Assert.Null(Conversation(Received("w1", Now) with { Kind = kind, Turn = null })!.WindowClosesAt);

    [Fact]
    public void A_hand_over_waits_for_a_person_until_it_is_given_back()
    {
        var asked = new HandedOver("requested", "sales", "يريد مديرا", null, Now);
        var row = Conversation(asked)!;
        Assert.Equal((Handler.HumanQueue, null, "requested"), (row.Handler, row.HeldBy, row.HandOverReason));
        row = Conversation(asked, new HandedOver("taken", "sales", "", "u1", Now))!;
        Assert.Equal((Handler.Human, "u1"), (row.Handler, row.HeldBy));
        row = Conversation(asked, new GivenBack("u1", Now))!;
        Assert.Equal((Handler.Agent, null, null), (row.Handler, row.HeldBy, row.HandOverReason));
    }

    [Fact]
    public void The_list_shows_a_correction_of_the_last_message_and_hides_what_was_taken_back()
    {
        Assert.Equal("تصحيح", Conversation(Received("w1", Now), new MessageEdited("w1", "تصحيح", null, Now))!.LastText);
        Assert.Equal("سؤال w2", Conversation(Received("w1", Now), Received("w2", Now), new MessageEdited("w1", "تصحيح", null, Now))!.LastText);
        Assert.Null(Conversation(Received("w1", Now), new MessageRevoked("w1", Now))!.LastText);
    }

    [Fact]
    public void A_status_only_moves_forward_in_whatever_order_they_come()
    {
        var all = Enum.GetValues<MessageStatus>();
        foreach (var a in all)
        {
            foreach (var b in all)
            {
                var row = Message("a1", Reply("a1"), Status("a1", a), Status("a1", b))!;
                Assert.Equal(a > b ? a : b, row.Status);
            }
        }
    }

    [Fact]
    public void An_attempt_that_begins_late_takes_no_status_back()
    {
        Assert.Equal(MessageStatus.Sending, Message("a1", Reply("a1"), new SendStarted("a1", 1, Now))!.Status);
        Assert.Equal(MessageStatus.Unknown, Message("a1", Reply("a1"), Status("a1", MessageStatus.Unknown), new SendStarted("a1", 2, Now))!.Status);
    }

    [Fact]
    public void A_price_counts_even_with_a_status_that_came_too_late()
    {
        var row = Message("a1", Reply("a1"), Status("a1", MessageStatus.Read), Status("a1", MessageStatus.Sent) with { Billable = true, Category = "service", Wamid = "w9" })!;
        Assert.Equal((MessageStatus.Read, true, "service", "w9"), (row.Status, row.Billable, row.Category, row.Wamid));
    }

    [Fact]
    public void A_delay_names_its_reason_until_the_message_goes()
    {
        var delayed = new SendDelayed("a1", 1, 131056, "pair_rate", Now, Now);
        Assert.Equal(("pair_rate", 131056, MessageStatus.Sending), Message("a1", Reply("a1"), new SendStarted("a1", 1, Now), delayed) is { } d ? (d.Reason, d.ErrorCode!.Value, d.Status!.Value) : default);
        Assert.Null(Message("a1", Reply("a1"), delayed, Status("a1", MessageStatus.Sent))!.Reason);
        Assert.Null(Message("a1", Reply("a1"), Status("a1", MessageStatus.Delivered), delayed)!.Reason);
    }

    [Fact]
    public void A_message_that_was_taken_back_stays_hidden()
    {
        var row = Message("w1", Received("w1", Now), new MessageRevoked("w1", Now), new MessageEdited("w1", "عاد", null, Now))!;
        Assert.Equal((null, true, false), (row.Text, row.Revoked, row.Edited));
    }

    [Fact]
    public void A_run_is_handed_over_by_the_event_that_follows_its_reply_and_by_no_later_one()
    {
        var reply = Reply("a1");
        var run = AgentRunFold.Apply(null, reply, Header("conversation", "c1", 4));
        var asked = new HandedOver("requested", "sales", "", null, Now);
        Assert.Equal(4, AgentRunFold.ReplyVersion(reply, Header("conversation", "c1", 4)));
        Assert.Equal(4, AgentRunFold.ReplyVersion(asked, Header("conversation", "c1", 5)));
        Assert.NotEqual(4, AgentRunFold.ReplyVersion(asked, Header("conversation", "c1", 6)));
        Assert.Null(AgentRunFold.ReplyVersion(asked with { UserId = "u1" }, Header("conversation", "c1", 5)));
        Assert.True(AgentRunFold.Apply(run, asked, Header("conversation", "c1", 5))!.HandedOver);
    }

    [Fact]
    public void A_contact_that_was_merged_stands_in_no_list_and_leads_to_the_other()
    {
        var e = new ContactAbsorbed("p2");
        var h = Header("contact", "p1", 2);
        Assert.Equal(["p1", "p2"], ContactFold.Ids(e, h));
        var other = ContactFold.Apply(new ContactRow { Tenant = "t1", Id = "p2", Name = "نورة", Version = 5 }, "p2", e, h)!;
        Assert.Equal(("p1", 5L, ""), (other.MergedInto, other.Version, ContactFold.SearchText(other)));
        Assert.Null(ContactFold.Apply(null, "p2", e, h));
    }

    [Fact]
    public void Consent_for_another_channel_is_not_consent_for_this_one()
    {
        var row = ContactFold.Apply(null, "p1", new ConsentChanged("email", ConsentStatus.Granted, "form", null), Header("contact", "p1", 1))!;
        Assert.Equal(ConsentStatus.Pending, row.WhatsAppConsent);
        Assert.Equal(ConsentStatus.Revoked, ContactFold.Apply(row, "p1", new ConsentChanged("whatsapp", ConsentStatus.Revoked, "message", "w"), Header("contact", "p1", 2))!.WhatsAppConsent);
    }

    [Fact]
    public void A_number_that_is_connected_again_counts_once()
    {
        var e = new NumberConnected(new ConnectedNumber("n1", "+966500000000", "w1"));
        var row = TenantFold.Apply(null, false, new TenantRegistered("النور", "u1", "خالد", "ar"), Header("tenant", "tenant", 1));
        row = TenantFold.Apply(row, true, e, Header("tenant", "tenant", 2));
        row = TenantFold.Apply(row, false, e, Header("tenant", "tenant", 3));
        Assert.Equal((1, 3L), (row!.Numbers, row.Version));
    }

    private static EventHeader Header(string entity, string id, long version) => new("t1", entity, id, version, Now.AddMinutes(version));

    private static LeadRow? Lead(params IDomainEvent[] events) => Fold<LeadRow>(events, (r, e, v) => LeadFold.Apply(r, e, Header("lead", "l1", v)));

    private static DealRow? Deal(params IDomainEvent[] events) => Fold<DealRow>(events, (r, e, v) => DealFold.Apply(r, e, Header("deal", "d1", v)));

    private static ConversationRow? Conversation(params IDomainEvent[] events) => Fold<ConversationRow>(
        [new ConversationStarted("p1", "l1", "n1", "w1", "966500000001", null, "سارة", "whatsapp", Now), .. events],
        (r, e, v) => ConversationFold.Apply(r, e, Header("conversation", "c1", v)));

    private static MessageRow? Message(string id, params IDomainEvent[] events) =>
        Fold<MessageRow>(events, (r, e, v) => MessageFold.Apply(r, id, e, Header("conversation", "c1", v)));

    private static TRow? Fold<TRow>(IEnumerable<IDomainEvent> events, Func<TRow?, IDomainEvent, long, TRow?> fold) where TRow : class =>
        events.Select((e, i) => (e, Version: i + 1L)).Aggregate((TRow?)null, (row, x) => fold(row, x.e, x.Version));

    private static MessageReceived Received(string id, DateTimeOffset at) =>
        new(id, InboundKind.Text, "سؤال " + id, at, null, null, null, null, null, "ar", 1, at);

    private static ReplyQueued Reply(string id) => new(
        1, "run1", "sales", "offline", null, null, "ar", "greeting", 60, 0.9, [new QueuedMessage(id, OutboundContent.OfText(id))], new Dictionary<string, string>(),
        1, 2, 3, Now);

    private static MessageStatusChanged Status(string id, MessageStatus status) => new(id, null, status, null, null, null, null, Now);
}
