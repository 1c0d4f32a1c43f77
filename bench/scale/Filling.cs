using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SalesFlow.Contacts;
using SalesFlow.Conversations;
using SalesFlow.Leads;
using SalesFlow.ServiceLevels;
using SalesFlow.Storage.Audit;
using SalesFlow.Storage.Contacts;
using SalesFlow.Storage.Conversations;
using SalesFlow.Storage.Database;
using SalesFlow.Storage.Deals;
using SalesFlow.Storage.Leads;
using SalesFlow.Storage.ReadModels;
using SalesFlow.Storage.Reporting;
using SalesFlow.Tenancy;
using SalesFlow.Text;

namespace SalesFlow.Bench.Scale;

/// <summary>How many rows the large tenant has, how many tenants stand beside it, and how many leads each of those has.</summary>
internal sealed record Sizes(int Leads, int Conversations, int Messages, int Deals, int Others, int OtherLeads)
{
    public int Companies => Deals;
    public int Activities => Leads * 3 / 10;
    public int Calls => Leads / 10;
    public int Audited => Leads * 3 / 10;
    public int Fed => Leads * 3 / 10;
}

/// <summary>
/// Writes read rows as the projector would leave them, with its own statements and folds: names in both languages, values as skewed as they are in
/// life, words that are common, rare and old, and counters equal to the rows. A table that holds rows of a tenant is left as it is.
/// </summary>
internal sealed partial class Filling(PostgresDatabase database, Sizes sizes, int seed = 0)
{
    public const string Large = "large";
    public const int Users = 40;
    public static readonly DateTimeOffset End = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly string[] Sources = ["whatsapp", "import", "website", "referral", "ads", "exhibition"];
    public static readonly string[] Sectors = ["العقارات", "التجزئة", "الصحة", "التعليم", "المطاعم", "القانون"];
    public static readonly string[] Cities = ["الرياض", "جدة", "الدمام", "مكة", "المدينة", "الخبر", "أبها", "تبوك", "بريدة", "نجران"];
    public static readonly string[] Tags = ["new", "vip", "follow", "event", "partner", "blacklist"];
    public static readonly string[] Stages = ["new", "qualified", "proposal", "negotiation", "won", "lost"];

    /// <summary>A word that a few rows hold, all of them old.</summary>
    public const string RareWord = "زمرد";

    /// <summary>A word that one row in two hundred holds, all of them old: the worst for who walks from the newest.</summary>
    public const string OldWord = "مهجور";

    private const int Batch = 5000;
    private static readonly string[] First =
        ["محمد", "أحمد", "عبدالله", "خالد", "فهد", "سعود", "تركي", "نورة", "سارة", "ريم", "هند", "العنود", "يوسف", "إبراهيم", "مها", "لطيفة", "بدر", "ماجد", "Omar", "Sarah", "John", "Layla"];
    private static readonly string[] Last =
        ["العتيبي", "القحطاني", "الغامدي", "الشهري", "الدوسري", "الحربي", "المطيري", "الزهراني", "العنزي", "السبيعي", "الشمري", "Smith", "Haddad", "Khan"];
    private static readonly string[] Companies = ["النور", "الريان", "الأفق", "النخبة", "المدار", "الواحة", "البيان", "Summit", "Horizon", "Delta", "الصفوة", "الإعمار"];
    private static readonly string[] Words =
        ["السعر", "موعد", "عرض", "شكرا", "متى", "التوصيل", "مناسب", "العقد", "الفاتورة", "التركيب", "please", "price", "meeting", "ممكن", "اليوم", "غدا", "المشروع", "الدفع"];
    private readonly ReadModelTables _tables = ReadModelTables.Postgres(new AuditSeals(new string('k', 32)));
    private readonly Random _random = new(seed);

    public async Task Run(bool empty)
    {
        var clock = Stopwatch.StartNew();
        // Indexes are made at the end, over all rows at once.
        const string chosen = " FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'ix\\_%' AND tablename IN (SELECT tablename FROM pg_policies)";
        var indexes = empty ? await Texts("SELECT indexdef" + chosen) : [];
        if (empty)
            foreach (var index in await Texts("SELECT indexname" + chosen)) await Run($"DROP INDEX \"{index}\"");
        for (var i = 0; i < sizes.Others; i++)
            await Tenant($"small{i:000}", sizes.OtherLeads, sizes.OtherLeads / 2, sizes.OtherLeads, sizes.OtherLeads / 4);
        await Tenant(Large, sizes.Leads, sizes.Conversations, sizes.Messages, sizes.Deals);
        await Rest(Large);
        Console.WriteLine($"rows written after {clock.Elapsed.TotalSeconds:0} s");
        foreach (var index in indexes) await Run("SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 2; " + index);
        Console.WriteLine($"{indexes.Count} indexes made after {clock.Elapsed.TotalSeconds:0} s");
        await Run("VACUUM (ANALYZE)");
        Console.WriteLine($"ready after {clock.Elapsed.TotalSeconds:0} s");
    }

    private Task Tenant(string tenant, int leads, int conversations, int messages, int deals)
    {
        var (each, days) = (Math.Max(1, messages / Math.Max(1, conversations)), tenant == Large ? 90 : 1);
        return Task.WhenAll(
            Of(1).Fill(leads, (f, i) => f.Lead(tenant, i, leads), LeadFold.SearchText, "lead", LeadFold.Differences),
            Of(2).Fill(conversations, (f, i) => f.Talk(tenant, i, conversations), ConversationFold.SearchText, "conversation", FolderCounts),
            Of(3).Fill(conversations, (f, i) => f.Contact(tenant, i, conversations), ContactFold.SearchText, "contact", (_, _) => Array.Empty<FolderCountRow>()),
            Of(4).Fill(deals, (f, i) => f.Deal(tenant, i, deals), DealFold.SearchText, "deal", DealFold.Differences),
            Of(6).Fill(deals, (_, i) => Customer(tenant, i, deals), CustomerFold.SearchText, "customer", (_, _) => Array.Empty<FolderCountRow>()),
            Tagged(tenant, leads),
            Rows(messages, i => Message(tenant, i / each, i % each, conversations)),
            Rows(messages, i =>
            {
                var m = Message(tenant, i / each, i % each, conversations);
                return new MessageTextRow { Tenant = tenant, Id = $"{m.ConversationId}/{m.Id}", ConversationId = m.ConversationId, Outbound = m.Outbound, At = m.At, Words = MessageWords.Index(m.Text) };
            }),
            Rows(conversations / 10, i => new ServiceLevelRow
            {
                Tenant = tenant, Id = Conversation(i), Case = 1, State = i % 50 == 0 ? ServiceState.Breached : i % 20 == 0 ? ServiceState.Warned : i % 5 == 0 ? ServiceState.Running : ServiceState.Ended,
                Unanswered = i % 40 == 0, StartedAt = End.AddMinutes(-i), HeldBy = i % 3 == 0 ? User(i % Users) : null,
            }),
            Rows(days * 60, i => new ReportDayRow
            {
                Tenant = tenant, Subject = (i % 60) switch { 0 => "*", < 41 => "user:" + User(i % 60 - 1), < 50 => $"agent:a{i % 60}", _ => $"source:s{i % 60}" },
                Day = ReportFold.Word(DateOnly.FromDateTime(End.AddDays(-i / 60).Date)), LeadsNew = i % 7, MessagesIn = i % 90,
            }));
    }

    // Each kind of row has a row of random numbers of its own.
    private Filling Of(int kind) => new(database, sizes, kind);

    /// <summary>Rows with their words, and the counters that follow from them.</summary>
    private async Task Fill<TRow, TSum>(int count, Func<Filling, int, TRow> make, Func<TRow, string> words, string kind, Func<TRow?, TRow?, IEnumerable<TSum>> differences)
        where TRow : class, IReadRow where TSum : class, IReadRow
    {
        if (await Holds<TRow>(make(this, 0).Key.Tenant)) return;
        var sums = new Dictionary<RowKey, TSum>();
        for (var from = 0; from < count; from += Batch)
        {
            var rows = Enumerable.Range(from, Math.Min(Batch, count - from)).Select(i => make(this, i)).ToList();
            await Write(rows);
            await Write(rows.ConvertAll(r => new SearchEntryRow { Tenant = r.Key.Tenant, Kind = kind, Id = r.Key.Id, Text = words(r) }));
            foreach (var sum in rows.SelectMany(r => differences(null, r)))
                sums[sum.Key] = sums.TryGetValue(sum.Key, out var so) ? (TSum)Added(so, sum) : sum;
        }
        if (sums.Count > 0) await Write(sums.Values.ToList());
    }

    private static object Added(object a, object b) => (a, b) switch
    {
        (LeadTotalRow x, LeadTotalRow y) => x with { Count = x.Count + y.Count },
        (FolderCountRow x, FolderCountRow y) => x with { Count = x.Count + y.Count },
        (StageTotalRow x, StageTotalRow y) => x with { Count = x.Count + y.Count, Value = x.Value + y.Value, Weight = x.Weight + y.Weight },
        _ => throw new InvalidOperationException("Nothing adds these up."),
    };

    private async Task Rows<TRow>(int count, Func<int, TRow> make) where TRow : class, IReadRow
    {
        if (count == 0 || await Holds<TRow>(make(0).Key.Tenant)) return;
        for (var from = 0; from < count; from += Batch) await Write(Enumerable.Range(from, Math.Min(Batch, count - from)).Select(make).ToList());
    }

    private async Task<bool> Holds<TRow>(string tenant) where TRow : class, IReadRow
    {
        await using var db = new ReadModelContexts(database).Open(tenant);
        return await db.Set<TRow>().AnyAsync();
    }

    private static IEnumerable<FolderCountRow> FolderCounts(ConversationRow? before, ConversationRow? after) =>
        ConversationFold.Folders(after).Select(f => new FolderCountRow { Tenant = after!.Tenant, Folder = f, Count = 1 });

    // The same numbers in the same order give the same leads, and with them their tags.
    private async Task Tagged(string tenant, int leads)
    {
        if (await Holds<LeadTagRow>(tenant)) return;
        var again = Of(1);
        for (var from = 0; from < leads; from += Batch)
        {
            var tags = Enumerable.Range(from, Math.Min(Batch, leads - from)).Select(i => again.Lead(tenant, i, leads)).SelectMany(r => LeadFold.Tags(null, r)).ToList();
            if (tags.Count > 0) await Write(tags);
        }
    }

    private LeadRow Lead(string tenant, int i, int of)
    {
        var name = Name(i);
        var (company, sector, city) = ($"شركة {Companies[i % Companies.Length]} {i % 5000}", Skewed(Sectors), Skewed(Cities));
        if (i < of / 200) company = $"مؤسسة {OldWord} {i}";
        if (i < of && i % 37_000 == 5) company = $"مصنع {RareWord}";
        var status = _random.Next(100) switch { < 55 => LeadStatus.Contacted, < 80 => LeadStatus.New, < 90 => LeadStatus.Lost, < 97 => LeadStatus.Qualified, _ => LeadStatus.Converted };
        var score = Math.Min(100, (int)(Math.Pow(_random.NextDouble(), 3) * 101));
        var created = End.AddSeconds(-(double)(of - i) * 30 - _random.Next(30));
        var hidden = i % 400 == 3;
        var tags = _random.Next(10) < 3 ? $"|{Skewed(Tags)}|" : null;
        if (i < of / 150) tags = "|legacy|";
        return new LeadRow
        {
            Tenant = tenant, Id = Id("l", i), Name = name, NameKey = LeadKeys.OfName(name), Phone = $"+9665{i:00000000}", Email = i % 3 == 0 ? $"lead{i}@example.com" : null,
            CompanyName = company, CompanyKey = LeadKeys.OfCompany(company), Sector = sector, SectorKey = LeadKeys.Of(sector), City = city, CityKey = LeadKeys.Of(city),
            Source = Skewed(Sources), Language = "ar", Status = status, Score = score,
            Temperature = score > 70 ? Temperature.Hot : score > 40 ? Temperature.Warm : Temperature.Cold, DealId = i % 20 == 0 ? Id("d", i / 20) : null,
            AssignedTo = _random.Next(3) == 0 ? null : User(SkewedIndex(Users)), Tags = tags, Hidden = hidden, DeletedAt = hidden ? created.AddDays(1) : null,
            CreatedAt = created, UpdatedAt = created.AddSeconds(_random.Next(2_000_000)), Version = 3,
        };
    }

    private ConversationRow Talk(string tenant, int i, int of)
    {
        var at = End.AddSeconds(-(double)(of - i) * 120 - _random.Next(120));
        var handler = _random.Next(100) switch { < 90 => Handler.Agent, < 92 => Handler.HumanQueue, _ => Handler.Human };
        // What is old is done with, nearly all of it: who asks for what is open must not walk through what was resolved.
        var status = i < of / 20 * 19 && _random.Next(500) != 0 ? ConversationStatus.Resolved
            : _random.Next(100) switch { < 40 => ConversationStatus.Resolved, < 90 => ConversationStatus.Open, < 97 => ConversationStatus.Pending, _ => ConversationStatus.Snoozed };
        var name = Name(i);
        if (i < of / 200) name = $"{OldWord} {i}";
        if (i % 37_000 == 5) name = RareWord;
        return new ConversationRow
        {
            Tenant = tenant, Id = Conversation(i), ContactId = Id("p", i), LeadId = Id("l", i), CustomerName = name, Phone = $"+9665{i:00000000}", Channel = "whatsapp", Language = "ar",
            Handler = handler, Status = status, Labels = Labels(i, of),
            AssignedTo = handler == Handler.Human ? User(SkewedIndex(Users)) : null, Unread = _random.Next(20) == 0 ? 2 : 0, LastText = "شكرا", LastAt = at, CreatedAt = at.AddDays(-2), Version = 9,
        };
    }

    /// <summary>One label that many conversations have, one that a few have, and one that the oldest have.</summary>
    private static string? Labels(int i, int of)
    {
        string[] labels = [.. i % 8 == 0 ? ["often"] : Array.Empty<string>(), .. i % 5000 == 7 ? ["seldom"] : Array.Empty<string>(), .. i < of / 30 ? ["old"] : Array.Empty<string>()];
        return labels.Length == 0 ? null : string.Join(',', labels);
    }

    private ContactRow Contact(string tenant, int i, int of)
    {
        var at = End.AddSeconds(-(double)(of - i) * 120);
        var name = i < of / 200 ? $"{OldWord} {i}" : i % 37_000 == 5 ? RareWord : Name(i);
        return new ContactRow
        {
            Tenant = tenant, Id = Id("p", i), Name = name, FullName = name, SortName = SearchTerms.Cut(ArabicText.Normalise(name), SearchTerms.SortLength), Phone = $"+9665{i:00000000}", Language = "ar",
            WhatsAppConsent = (ConsentStatus)(i % 3), OwnerId = i % 4 == 0 ? User(SkewedIndex(Users)) : null, IsDecisionMaker = i % 50 == 0, CompanyId = i % 50 == 0 ? Busy : null, CreatedAt = at, UpdatedAt = at.AddHours(_random.Next(500)), Version = 2,
        };
    }

    private static CustomerRow Customer(string tenant, int i, int of)
    {
        var at = At(i, of);
        var worth = Worth(i);
        return new CustomerRow
        {
            Tenant = tenant, Id = Id("l", i * 20), LeadId = Id("l", i * 20), ContactId = Id("p", i * 4), DealId = Id("d", i), FullName = i < of / 200 ? $"{OldWord} {i}" : Name(i),
            Phone = $"+9665{i:00000000}", CompanyId = Company(i % Math.Max(1, of / 4)), Won = 1, LifetimeValue = worth, ValueOrder = DealFold.Hundredths(worth), BecameAt = at, UpdatedAt = at,
        };
    }

    private DealRow Deal(string tenant, int i, int of)
    {
        var at = End.AddMinutes(-(double)(of - i) * 5);
        var stage = _random.Next(100) switch { < 5 => 0, < 12 => 1, < 17 => 2, < 20 => 3, < 60 => 4, _ => 5 };
        var close = i % 3 == 0 ? (DateOnly?)null : DateOnly.FromDateTime(at.AddDays(_random.Next(90)).Date);
        return new DealRow
        {
            CompanyId = Company(i % Math.Max(1, of / 4)), DeletedAt = i % 60 == 7 ? at.AddDays(1) : null,
            Tenant = tenant, Id = Id("d", i), Title = i < of / 20 ? $"مشروع {OldWord} {i}" : $"مشروع {Companies[i % Companies.Length]} {i}", Value = Worth(i), ValueOrder = DealFold.Hundredths(Worth(i)), Currency = "SAR",
            Stage = Stages[stage],
            StageKind = stage switch { 4 => StageKind.Won, 5 => StageKind.Lost, _ => StageKind.Open }, Rank = $"m{i:0000000}", Probability = stage * 20, LeadId = Id("l", i * 20), ContactId = Id("p", i * 4),
            OwnerId = User(SkewedIndex(Users)), Tags = i % 10 == 0 ? "|vip|" : i % 1000 == 1 ? "|audit|" : "", ExpectedClose = close, CloseOrder = close ?? DealRow.NoDay, StageSince = at,
            StaleSince = stage < 4 && i % 4 == 0 ? at.AddDays(9) : null, CreatedAt = at.AddDays(-9), UpdatedAt = at, Version = 4,
        };
    }

    private static MessageRow Message(string tenant, int conversation, int place, int of)
    {
        var n = conversation * 31 + place * 17;
        var text = string.Join(' ', Enumerable.Range(0, 6).Select(k => Words[(n * (k + 3) + k * k) % Words.Length]));
        if (conversation % 9000 == 1) text += " " + RareWord;
        return new MessageRow
        {
            Tenant = tenant, ConversationId = Conversation(conversation), Id = $"m{place}", Outbound = place % 2 == 1, Kind = "text", Text = text, By = "customer",
            At = End.AddSeconds(-(double)(of - conversation) * 120 + place), Place = place + 1,
        };
    }

    private static string Name(int i) => $"{First[(int)((uint)(i * 7919) % First.Length)]} {Last[(int)((uint)(i * 104_729) / 7 % Last.Length)]}";

    public static string Id(string prefix, int i) => $"{prefix}{(uint)i * 2654435761u:x8}{i:x}";

    public static string Conversation(int i) => Id("c", i);

    public static string Company(int i) => Id("k", i);

    // Round figures are many deals' figures.
    private static decimal Worth(int i) => i % 3 == 0 ? 50_000 : 1000 + (uint)(i * 7919) % 899_000;

    public static string User(int i) => $"u{i:00}";

    /// <summary>The first are frequent, the last rare.</summary>
    private string Skewed(string[] values) => values[SkewedIndex(values.Length)];

    private int SkewedIndex(int count) => (int)(Math.Pow(_random.NextDouble(), 3) * count);

    private async Task Write<TRow>(List<TRow> rows) where TRow : class, IReadRow
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(_tables.Of<TRow>().Upsert(rows));
        await batch.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> Texts(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync()) texts.Add(reader.GetString(0));
        return texts;
    }

    private async Task Run(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
