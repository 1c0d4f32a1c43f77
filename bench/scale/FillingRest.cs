using SalesFlow.Activities;
using SalesFlow.Companies;
using SalesFlow.Contacts;
using SalesFlow.Deals;
using SalesFlow.Leads.Transfer;
using SalesFlow.Reporting;
using SalesFlow.Storage.Activities;
using SalesFlow.Storage.Agents;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Companies;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Fields;
using SalesFlow.Storage.Leads.Transfer;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Reporting;
using SalesFlow.Storage.SavedViews;
using SalesFlow.Storage.Tenancy;
using SalesFlow.Storage.Webhooks;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Bench.Scale;

/// <summary>What stands beside leads, conversations and deals: records, their histories, the audit log, the feed and the figures.</summary>
internal sealed partial class Filling
{
    /// <summary>A company, a lead and a contact of whom more is told than of all others.</summary>
    public static readonly string Busy = Id("k", 0);

    private const int Days = 400;
    private static readonly string[] Regions = ["الوسطى", "الغربية", "الشرقية", "الشمالية", "الجنوبية"];
    private static readonly string[] Outcomes = ["interested", "no_answer", "callback", "wrong_number", "sold"];

    private async Task Rest(string tenant)
    {
        await Task.WhenAll(
            Of(5).Fill(sizes.Companies, (f, i) => f.CompanyOf(tenant, i), CompanyFold.SearchText, "company", (_, _) => Array.Empty<FolderCountRow>()),
            Fields(tenant),
            Rows(sizes.Activities, i => Activity(tenant, i)),
            Rows(sizes.Activities / 10, i => new MentionRow { Tenant = tenant, UserId = User(i % 7), ActivityId = Id("a", i * 10), By = User(8), At = At(i * 10, sizes.Activities) }),
            Rows(sizes.Calls, i => Call(tenant, i)),
            Rows(sizes.Activities, i => Mark(tenant, i)),
            Audit(tenant),
            Rows(sizes.Conversations, i => Run(tenant, i)));
        await Task.WhenAll(
            Rows(sizes.Conversations, i => new ContactLinkRow { Tenant = tenant, ContactId = Id("p", i), Linked = "conversation/" + Conversation(i), At = At(i, sizes.Conversations) }),
            Rows(sizes.Conversations, i => new ConsentRow
            {
                Tenant = tenant, ContactId = Id("p", i), Entry = "0000000002:whatsapp", Channel = "whatsapp", Status = (ConsentStatus)(i % 3), Source = "message", At = At(i, sizes.Conversations),
            }),
            Rows(sizes.Conversations, i => new ReportConsentRow { Tenant = tenant, ContactId = Id("p", i), Missing = i % 3 == 0, Since = At(i, sizes.Conversations) }),
            Labelled(tenant),
            Rows(sizes.Deals, i => new ReportDealRow
            {
                Tenant = tenant, Id = Id("d", i), OpenedDay = Word(i % Days), Kind = i % 5 == 0 ? StageKind.Open : StageKind.Won, Value = Worth(i), Currency = "SAR",
                StageSince = At(i, sizes.Deals),
            }),
            Rows(sizes.Deals * 3, i => new DealStageRow
            {
                Tenant = tenant, DealId = Id("d", i / 3), Version = i % 3 + 1, FromStage = i % 3 == 0 ? null : Stages[i % 3 - 1], ToStage = Stages[i % 3], By = User(i % Users), At = At(i, sizes.Deals * 3),
            }),
            Rows(sizes.Activities, i => new ActivityEntryRow
            {
                Tenant = tenant, Stream = $"lead/{Id("l", i)}", Version = 1, Type = "lead.created", Entity = i % 10 == 0 ? "deal" : i % 3 == 0 ? "conversation" : "lead", EntityId = Id("l", i),
                Subject = Name(i), At = At(i, sizes.Activities),
            }));
        await Task.WhenAll(
            Rows(Days * (Users + 1), i => new ReportAmountRow
            {
                Tenant = tenant, Subject = i % (Users + 1) == 0 ? "company/*/SAR" : $"user/{User(i % (Users + 1) - 1)}/SAR", Day = i / (Users + 1) == 0 ? ReportDayRow.Lifetime : Word(i / (Users + 1)),
                Kind = i % (Users + 1) == 0 ? ReportSubject.Company : ReportSubject.User, Name = i % (Users + 1) == 0 ? "*" : User(i % (Users + 1) - 1), Currency = "SAR", Opened = 3, OpenedValue = 9000,
            }),
            Rows(Days * 24, i => new ClosedTotalRow
            {
                Tenant = tenant, Hour = End.AddHours(-i).UtcDateTime.ToString(ClosedTotalRow.HourFormat, System.Globalization.CultureInfo.InvariantCulture), Currency = "SAR", Won = 2, WonValue = 9000,
            }),
            Rows(Days * (Users + 1), i => new ExpectedTotalRow
            {
                Tenant = tenant, Scope = i % (Users + 1) == 0 ? ExpectedTotalRow.All : "owner:" + User(i % (Users + 1) - 1), Day = DateOnly.FromDateTime(End.AddDays(i / (Users + 1)).Date),
                Slot = $"{Word(-(i / (Users + 1)))}/SAR", Currency = "SAR", Count = 2, Value = 9000, Weight = 1000,
            }),
            Rows(Stages.Length, i => new StageTimeRow { Tenant = tenant, PipelineId = IPipelineGrain.DefaultId, Stage = Stages[i], Visits = 900, Seconds = 90_000 }),
            Rows(Users + 12, i => new ReportCountRow { Tenant = tenant, Name = i < Users ? ServiceFold.HeldBy(User(i)) : $"case:{i}", Value = i }),
            Rows(sizes.Activities / 10, i => new AlertRow
            {
                Tenant = tenant, Id = Id("w", i), Kind = "sla_breached", Severity = "high", Entity = "conversation", EntityId = Conversation(i), Open = i > sizes.Activities / 11, At = At(i, sizes.Activities / 10),
            }),
            Of(6).Fill(Users, (f, i) => new UserRow
            {
                Tenant = tenant, Id = User(i), FullName = Name(i), Email = $"u{i}@example.com", Role = SalesFlow.Access.Role.Agent, IsActive = true, CreatedAt = End.AddDays(-i),
            }, UserFold.SearchText, "user", (_, _) => Array.Empty<FolderCountRow>()),
            Of(7).Fill(1000, (f, i) => new CannedReplyRow { Tenant = tenant, Id = Id("r", i), Shortcut = $"r{i:0000}", TextAr = $"{Words[i % Words.Length]} {i}", Owner = i % 3 == 1 ? User(i % Users) : null },
                r => SearchTerms.Index(r.Shortcut, r.TextAr), "canned-reply", (_, _) => Array.Empty<FolderCountRow>()),
            Rows(Users * 60, i => new SavedViewRow
            {
                Tenant = tenant, Id = Id("v", i), Entity = i % 2 == 0 ? "leads" : "deals", OwnerId = User(i % Users), Content = """{"Name":"n","Filters":{},"Sort":null,"Columns":[],"Shared":false}""",
                Shared = i % 40 == 0, CreatedAt = End,
            }),
            Rows(3000, i => new LeadImportRow { Tenant = tenant, Id = Id("i", i), FileName = "leads.csv", Phase = ImportPhase.Completed, CreatedAt = At(i, 3000) }),
            Rows(200, i => new PolicyRow { Tenant = tenant, Id = Id("o", i), Type = (PolicyType)(i % 3), Name = "n", ContentAr = "n", Number = 1, UpdatedAt = At(i, 200), CreatedAt = At(i, 200) }),
            Rows(20, i => new WebhookRow { Tenant = tenant, Id = Id("h", i), Url = "https://example.com", CreatedAt = At(i, 20) }),
            Feed(tenant));
    }

    private CompanyRow CompanyOf(string tenant, int i)
    {
        var name = i < sizes.Companies / 200 ? $"{OldWord} {i}" : i % 17_000 == 5 ? RareWord : $"شركة {Companies[i % Companies.Length]} {Last[i % Last.Length]} {i}";
        return new CompanyRow
        {
            Tenant = tenant, Id = Company(i), Name = name, SortName = SearchTerms.Cut(ArabicText.Normalise(name), SearchTerms.SortLength), Sector = Skewed(Sectors), City = Skewed(Cities),
            Region = Skewed(Regions), Size = (CompanySize)(1 + i % 4), OwnerId = i % 3 == 0 ? User(SkewedIndex(Users)) : null, IsActive = i % 20 != 0, CrNumber = $"10{i:00000000}",
            CreatedAt = At(i, sizes.Companies), UpdatedAt = At(i, sizes.Companies).AddHours(_random.Next(900)), Version = 2,
        };
    }

    /// <summary>Tags and a custom field of contacts and companies: common, rare, and of the oldest only.</summary>
    private async Task Fields(string tenant)
    {
        if (await Holds<FieldValueRow>(tenant)) return;
        foreach (var (kind, prefix, count) in new[] { ("contact", "p", sizes.Conversations), ("company", "k", sizes.Companies) })
        {
            for (var from = 0; from < count; from += Batch)
            {
                var rows = new List<FieldValueRow>();
                for (var i = from; i < Math.Min(count, from + Batch); i++)
                {
                    if (i % 6 == 0) rows.Add(FieldValues.Row(tenant, kind, Id(prefix, i), FieldValues.TagKey, "often", true));
                    if (i % 4000 == 9) rows.Add(FieldValues.Row(tenant, kind, Id(prefix, i), FieldValues.TagKey, "seldom", true));
                    if (i < count / 30) rows.Add(FieldValues.Row(tenant, kind, Id(prefix, i), FieldValues.TagKey, "old", true));
                    rows.Add(FieldValues.Row(tenant, kind, Id(prefix, i), "segment", $"s{i % 40}", i % 9 != 0));
                }
                await Write(rows);
            }
        }
    }

    private ActivityRow Activity(string tenant, int i)
    {
        var type = (ActivityType)(i % 7);
        var task = type is ActivityType.Task or ActivityType.FollowUp && i % 5 == 0;
        var at = At(i, sizes.Activities);
        return new ActivityRow
        {
            Tenant = tenant, Id = Id("a", i), Type = type, Subject = Words[i % Words.Length], AssigneeId = i % 4 == 0 ? null : User(i % Users), LeadId = Id("l", i * 3),
            DealId = i % 6 == 0 ? Id("d", i / 6) : null, ContactId = Id("p", i % Math.Max(1, sizes.Conversations)), CompanyId = i % 10 == 0 ? Busy : Company(i % Math.Max(1, sizes.Companies)),
            ConversationId = i % 2 == 0 ? Conversation(i / 2 % Math.Max(1, sizes.Conversations)) : null, Pinned = i % 5000 == 0, CompletedAt = task ? null : at,
            TaskDue = task ? i % 3 == 0 ? ActivityRow.Someday : at.AddDays(3) : null, CreatedAt = at, UpdatedAt = at, Version = 1,
        };
    }

    private CallRow Call(string tenant, int i) => new()
    {
        Tenant = tenant, Id = Id("e", i), Direction = (CallDirection)(i % 2), Status = i % 997 == 0 ? CallStatus.Voicemail : CallStatus.Answered, StartedAt = At(i, sizes.Calls), UserId = User(i % Users),
        LeadId = Id("l", i * 10), ContactId = Id("p", i % Math.Max(1, sizes.Conversations)), CompanyId = i % 20 == 0 ? Busy : null, ConversationId = i % 2 == 0 ? Conversation(i) : null,
        DealId = i % 9 == 0 ? Id("d", i / 9) : null, Outcome = Outcomes[i % Outcomes.Length], CreatedAt = At(i, sizes.Calls), Version = 1,
    };

    private TimelineRow Mark(string tenant, int i) => new()
    {
        Tenant = tenant, Subject = i % 10 == 0 ? "company/" + Busy : $"lead/{Id("l", i / 3)}", Entry = $"activity/{Id("a", i)}:1", Type = i % 100 == 0 ? "deal.opened" : "activity.created",
        Entity = i % 100 == 0 ? "deal" : "activity", EntityId = Id("a", i), By = "user:" + User(i % Users), At = At(i, sizes.Activities),
    };

    private AgentRunRow Run(string tenant, int i) => new()
    {
        Tenant = tenant, ConversationId = Conversation(i), Version = 3, RunId = Id("n", i), AgentId = "sales", Engine = "offline", At = At(i, sizes.Conversations),
    };

    private async Task Labelled(string tenant)
    {
        if (await Holds<ConversationLabelRow>(tenant)) return;
        var again = Of(2);
        for (var from = 0; from < sizes.Conversations; from += Batch)
        {
            var rows = Enumerable.Range(from, Math.Min(Batch, sizes.Conversations - from)).Select(i => again.Talk(tenant, i, sizes.Conversations)).SelectMany(r =>
                ConversationFold.Split(r.Labels).Select(l => new ConversationLabelRow { Tenant = tenant, ConversationId = r.Id, Label = l, LastAt = r.LastAt })).ToList();
            if (rows.Count > 0) await Write(rows);
        }
    }

    private async Task Audit(string tenant)
    {
        if (await Holds<AuditRow>(tenant)) return;
        AuditHeadRow? head = null;
        var seals = new AuditSeals(new string('k', 32));
        for (var from = 0; from < sizes.Audited; from += Batch)
        {
            var rows = new List<AuditRow>();
            for (var i = from; i < Math.Min(sizes.Audited, from + Batch); i++)
            {
                (var row, head) = AuditChain.Append(head, new AuditRow
                {
                    Tenant = tenant, At = At(i, sizes.Audited), Actor = "user", ActorId = User(i % 7919 == 3 ? 39 : i % 39), Action = i % 500 == 0 ? "delete" : i % 3 == 0 ? "create" : "update",
                    EntityType = i % 5000 == 0 ? "policy" : i % 4 == 0 ? "deal" : "lead", EntityId = i % 4 == 0 ? Id("d", i / 16) : Id("l", i / 4), Event = "lead.edited",
                }, seals);
                rows.Add(row);
            }
            await Write(rows);
        }
        await Write([head!]);
    }

    /// <summary>The feed, and what is sent of it to one webhook: these tables have no rows of the read model.</summary>
    private async Task Feed(string tenant)
    {
        if (await Texts($"SELECT tenant FROM feed_heads WHERE tenant = '{tenant}'") is { Count: > 0 }) return;
        await Run($"""
            INSERT INTO tenant_feed (tenant, seq, id, type, entity, entity_id, version, at, data, position)
            SELECT '{tenant}', i, 'f' || i, 'lead.edited', 'lead', 'l' || i, 2, now() - make_interval(secs => {sizes.Fed} - i), NULL, i FROM generate_series(1, {sizes.Fed}) i;
            INSERT INTO feed_heads (tenant, shard, seq) VALUES ('{tenant}', 0, {sizes.Fed});
            INSERT INTO webhook_deliveries (tenant, webhook, id, type, body, state, created_at)
            SELECT '{tenant}', '{Id("h", 0)}', 'm' || i, 'lead.edited', '{"{}"}', CASE WHEN i % 3000 = 0 THEN 2 ELSE 1 END, i FROM generate_series(1, {sizes.Fed / 3}) i;
            """);
    }

    private static DateTimeOffset At(int i, int of) => End.AddMinutes(-(double)(of - i));

    private static string Word(int daysAgo) => ReportFold.Word(DateOnly.FromDateTime(End.AddDays(-daysAgo).Date));
}
