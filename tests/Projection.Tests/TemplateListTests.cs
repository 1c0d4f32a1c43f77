using SalesFlow.Storage.Templates;
using SalesFlow.Templates;

namespace SalesFlow.Projection.Tests;

public sealed class SqliteTemplateListTests : TemplateListTests
{
    protected override Task<TestDatabase> Create() => SqliteTestDatabase.Create();
}

public sealed class PostgresTemplateListTests : TemplateListTests
{
    protected override async Task<TestDatabase> Create() => await PostgresTestDatabase.Create();
}

/// <summary>Lists of message templates on both databases.</summary>
public abstract class TemplateListTests : DatabaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CancellationToken None = CancellationToken.None;

    private TemplateLists Lists => new(Db.Contexts);

    [Fact]
    public async Task They_are_filtered_by_all_that_they_are_and_paged_by_their_codes()
    {
        await Append("template/t1", Now, Written("welcome", "أهلاً بكم في النخبة", "Welcome to Elite"), Listed("900", "ar", TemplateStatus.Approved));
        await Append("template/t2", Now, Written("bye", null, "Goodbye", TemplateCategory.Support), Listed("900", "en", TemplateStatus.Rejected, "INVALID_FORMAT"));
        await Append("template/t3", Now, Written("letter", "رسالة", "A letter", channel: TemplateChannel.Email), new TemplateSwitched(false, Now));
        await Append("template/t4", Now, Written("gone", "نص", "Text"), new TemplateDeleted(Now));
        await Append("template/t5", Now, Written("offer@900", "عرض", null, external: true), Listed("900", "ar", TemplateStatus.Paused));
        await Db.ProjectAll();

        Assert.Equal(["bye", "letter", "offer@900", "welcome"], await Codes(new TemplateFilter(), 3));
        Assert.Equal(["letter"], await Codes(new TemplateFilter(Channel: TemplateChannel.Email)));
        Assert.Equal(["bye"], await Codes(new TemplateFilter(Category: TemplateCategory.Support)));
        Assert.Equal(["letter", "offer@900", "welcome"], await Codes(new TemplateFilter(Language: "ar")));
        Assert.Equal(["bye", "letter", "welcome"], await Codes(new TemplateFilter(Language: "en")));
        Assert.Equal(["welcome"], await Codes(new TemplateFilter(Status: TemplateStatus.Approved)));
        Assert.Empty(await Codes(new TemplateFilter(Language: "en", Status: TemplateStatus.Approved)));
        Assert.Equal(["welcome"], await Codes(new TemplateFilter(Language: "en", Status: TemplateStatus.NotSubmitted)));
        Assert.Equal(["letter"], await Codes(new TemplateFilter(Active: false)));
        Assert.Equal(["welcome"], await Codes(new TemplateFilter(Search: "اهلا النخبه")));
        Assert.Equal(["bye"], await Codes(new TemplateFilter(Search: "goodbye")));
        Assert.Empty((await Lists.Templates("t2", new TemplateFilter(), null, 10, None)).Items);
    }

    [Fact]
    public async Task A_row_tells_all_that_the_template_is()
    {
        var listing = new TemplateListing(
            "900", "ar", TemplateStatus.Flagged, "m1", "low", "red", WhatsappCategory.Marketing, 2, new TemplateParameters([], ["contact_name"], [new(1, "code")]),
            TemplateTask.Edit, 3, Now.AddMinutes(5), Now);
        await Append(
            "template/t1", Now, Written("welcome", "أهلاً {{contact_name}} بكم", "Welcome {{contact_name}}, dear"), new TemplateListingChanged(listing with { Status = TemplateStatus.Approved }, Now),
            new TemplateListingChanged(listing, Now.AddMinutes(1)));
        await Db.ProjectAll();

        var row = Assert.Single((await Lists.Templates("t1", new TemplateFilter(), null, 10, None)).Items);
        Assert.True(row.Content.Same(Content("أهلاً {{contact_name}} بكم", "Welcome {{contact_name}}, dear")));
        var shown = Assert.Single(row.Listings);
        Assert.True(listing.SameAs(shown));
        Assert.Equal((listing.NextAt, listing.SeenAt), (shown.NextAt, shown.SeenAt));
        Assert.Equal((1, 3L, true, false), (row.Number, row.Version, row.IsActive, row.External));
        Assert.Equal([new KnownListing("t1", "welcome", "ar", TemplateStatus.Flagged, "m1", Now.AddMinutes(1))], await Lists.InAccount("t1", "900", None));
        Assert.Empty(await Lists.InAccount("t1", "901", None));
        Assert.Empty(await Lists.InAccount("t2", "900", None));
    }

    [Fact]
    public async Task Versions_stay_newest_first_and_a_deleted_template_comes_back_with_them()
    {
        await Append("template/t1", Now, Written("welcome", "أول", "first"));
        await Db.ProjectAll();
        await Append("template/t1", Now, Written("welcome", "ثان", "second", number: 2), new TemplateSwitched(false, Now), new TemplateDeleted(Now));
        await Db.ProjectAll();
        Assert.Empty(await Codes(new TemplateFilter()));
        Assert.Empty(await Codes(new TemplateFilter(Search: "second")));
        await Append("template/t1", Now, Written("welcome", "ثالث", "third", number: 3));
        await Db.ProjectAll();

        var first = await Lists.Versions("t1", "t1", null, 2, None);
        var rest = await Lists.Versions("t1", "t1", first.Next, 2, None);
        Assert.Equal([(3, "third"), (2, "second"), (1, "first")], first.Items.Concat(rest.Items).Select(v => (v.Number, v.Content.BodyEn!)));
        Assert.Null(rest.Next);
        Assert.True(Assert.Single((await Lists.Templates("t1", new TemplateFilter(), null, 10, None)).Items).IsActive);
        await Assert.ThrowsAsync<FormatException>(() => Lists.Versions("t1", "t1", "nonsense", 2, None));
    }

    private async Task<List<string>> Codes(TemplateFilter filter, int size = 10)
    {
        var codes = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Lists.Templates("t1", filter, cursor, size, None);
            codes.AddRange(page.Items.Select(t => t.Code));
            cursor = page.Next;
        }
        while (cursor is not null);
        return codes;
    }

    private static TemplateContent Content(string? ar, string? en, TemplateCategory category = TemplateCategory.Followup, TemplateChannel channel = TemplateChannel.Whatsapp) => new(
        "اسم", "Name", channel, category, channel == TemplateChannel.Whatsapp ? WhatsappCategory.Utility : null, null, null, ar, en, null, null, null, null,
        [new TemplateButton(TemplateButtonKind.Url, "صفحة", "Page", "https://example.com")], [new TemplateVariable("contact_name", true, "نورة", "Noura", 60)]);

    private static TemplateWritten Written(
        string code, string? ar, string? en, TemplateCategory category = TemplateCategory.Followup, TemplateChannel channel = TemplateChannel.Whatsapp,
        bool external = false, int number = 1) => new(code, number, Content(ar, en, category, channel), external, Now);

    private static TemplateListingChanged Listed(string account, string language, TemplateStatus status, string? reason = null) =>
        new(new TemplateListing(account, language, status, "m-" + account, reason, SeenAt: Now), Now);
}
