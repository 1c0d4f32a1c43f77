using SalesFlow.Common;
using SalesFlow.Grains.Entities;
using SalesFlow.Grains.Knowledge;
using SalesFlow.Knowledge;

namespace SalesFlow.Grains.Tests.Knowledge;

/// <summary>What an article may become.</summary>
public sealed class ArticleDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_article_is_a_draft_with_one_whole_language()
    {
        var made = ArticleDecisions.Create(new(), Article(), "u1", Now);
        Assert.Equal(1, Assert.IsType<ArticleWritten>(made.Events[0]).Number);
        Assert.Equal((ArticleStatus.Draft, 0), (After(made).Status, After(made).Published));
        Assert.Equal("one_language", ArticleDecisions.Create(new(), Article() with { BodyAr = null }, "u1", Now).Rule);
        Assert.Equal("one_language", ArticleDecisions.Create(new(), Article() with { TitleEn = "Half" }, "u1", Now).Rule);
        Assert.Equal(Refusal.AlreadyExists, ArticleDecisions.Create(After(made), Article(), "u1", Now).Refusal);
    }

    [Theory]
    [InlineData("titleAr")]
    [InlineData("bodyAr")]
    [InlineData("category")]
    [InlineData("tags")]
    [InlineData("validUntil")]
    public void What_is_out_of_its_limits_is_named(string field)
    {
        var article = field switch
        {
            "titleAr" => Article() with { TitleAr = new string('س', 256) },
            "bodyAr" => Article() with { BodyAr = new string('س', 50_001) },
            "category" => Article() with { Category = " " },
            "tags" => Article() with { Tags = ["a,b"] },
            _ => Article() with { ValidUntil = Now },
        };
        Assert.Equal((Refusal.Invalid, field), (ArticleDecisions.Create(new(), article, "u1", Now).Refusal, ArticleDecisions.Create(new(), article, "u1", Now).Detail));
    }

    [Fact]
    public void Other_words_make_a_draft_while_what_was_approved_stays_in_use()
    {
        var approved = Approved();
        var changed = ArticleDecisions.Update(approved, new ChangeArticle(BodyAr: "نص آخر"), "u2", Now);
        var written = Assert.IsType<ArticleWritten>(Assert.Single(changed.Events));
        Assert.Equal((2, null, "نص آخر", "u2"), (written.Number, written.TitleAr, written.BodyAr, written.Author));
        Assert.Equal((ArticleStatus.Draft, 1, 2), (After(changed, approved).Status, After(changed, approved).Published, After(changed, approved).Number));
        Assert.Equal(2, Assert.IsType<ArticleApproved>(Assert.Single(ArticleDecisions.Approve(After(changed, approved), null, "u3", Now).Events)).Number);
    }

    [Fact]
    public void The_same_words_make_no_version_and_filing_makes_none()
    {
        var approved = Approved();
        Assert.True(ArticleDecisions.Update(approved, new ChangeArticle("عنوان", null, "نص", null, "faq"), "u2", Now).IsEmpty);
        var filed = Assert.IsType<ArticleFiled>(Assert.Single(ArticleDecisions.Update(approved, new ChangeArticle(Category: "policy", IsInternal: true), "u2", Now).Events));
        Assert.Equal(("policy", true, 1), (filed.Category, filed.IsInternal, filed.Published));
        Assert.True(ArticleDecisions.Approve(approved, null, "u2", Now).IsEmpty);
    }

    [Fact]
    public void The_last_language_is_not_taken_away_and_the_other_one_may_be()
    {
        var both = Approved(Article() with { TitleEn = "Title", BodyEn = "Body" });
        Assert.Equal("one_language", ArticleDecisions.Update(both, new ChangeArticle(BodyEn: ""), "u1", Now).Rule);
        var one = After(ArticleDecisions.Update(both, new ChangeArticle(TitleEn: "", BodyEn: ""), "u1", Now), both);
        Assert.Null(one.BodyEn);
        Assert.Equal("one_language", ArticleDecisions.Update(one, new ChangeArticle(TitleAr: "", BodyAr: ""), "u1", Now).Rule);
    }

    [Fact]
    public void Its_time_runs_out_by_a_timer_that_follows_it()
    {
        var until = Now.AddDays(10);
        var made = After(ArticleDecisions.Create(new(), Article() with { ValidUntil = until }, "u1", Now));
        var approved = ArticleDecisions.Approve(made, null, "u2", Now);
        Assert.Equal((ArticleDecisions.ExpireTimer, until), Assert.Single(approved.DueSets));
        var used = After(approved, made);
        Assert.Empty(ArticleDecisions.Due(used, ArticleDecisions.ExpireTimer, until.AddSeconds(-1)).Events);
        Assert.True(Assert.IsType<ArticleExpired>(Assert.Single(ArticleDecisions.Due(used, ArticleDecisions.ExpireTimer, until).Events)).ByTime);
        Assert.Equal(until.AddDays(5), Assert.Single(ArticleDecisions.Update(used, new ChangeArticle(ValidUntil: until.AddDays(5)), "u1", Now).DueSets).At);
        Assert.Equal(ArticleDecisions.ExpireTimer, Assert.Single(ArticleDecisions.Update(used, new ChangeArticle(Unlimited: true), "u1", Now).DueClears));
        var expired = After(ArticleDecisions.Due(used, ArticleDecisions.ExpireTimer, until), used);
        Assert.Equal("validUntil", ArticleDecisions.Approve(expired, null, "u2", until).Detail);
        Assert.True(ArticleDecisions.Approve(expired, until.AddDays(1), "u2", until).Accepted);
    }

    [Fact]
    public void What_is_deleted_comes_back_as_it_was_unless_its_time_is_over()
    {
        var approved = Approved(Article() with { ValidUntil = Now.AddDays(1) });
        var deleted = After(ArticleDecisions.Delete(approved, Now), approved);
        Assert.Equal(Refusal.NotFound, ArticleDecisions.Update(deleted, new ChangeArticle(BodyAr: "x"), "u1", Now).Refusal);
        Assert.Equal(1, Assert.IsType<ArticleRestored>(Assert.Single(ArticleDecisions.Restore(deleted, Now).Events)).Published);
        Assert.IsType<ArticleExpired>(ArticleDecisions.Restore(deleted, Now.AddDays(2)).Events[^1]);
        Assert.True(ArticleDecisions.Restore(approved, Now).IsEmpty);
    }

    [Fact]
    public void What_is_not_in_use_cannot_expire_and_what_is_archived_cannot_change()
    {
        var draft = After(ArticleDecisions.Create(new(), Article(), "u1", Now));
        Assert.Equal(Refusal.WrongStatus, ArticleDecisions.Expire(draft, Now).Refusal);
        var archived = After(ArticleDecisions.Archive(draft, Now), draft);
        Assert.Equal(Refusal.WrongStatus, ArticleDecisions.Update(archived, new ChangeArticle(BodyAr: "x"), "u1", Now).Refusal);
        Assert.True(ArticleDecisions.Approve(archived, null, "u1", Now).Accepted);
    }

    [Fact]
    public void Every_shipped_article_is_one_that_may_be_written()
    {
        Assert.InRange(ShippedArticles.All.Count, 8, 100);
        Assert.All(ShippedArticles.All, a => Assert.True(ArticleDecisions.Create(new(), a.Article, "system", Now).Accepted, a.Code));
        Assert.Throws<FormatException>(() => ShippedArticles.Parse("x", "no fields"));
        Assert.Contains("title_en", Assert.Throws<FormatException>(() => ShippedArticles.Parse("x", "---\ntitle_ar: س\ncategory: faq\n---\nنص\n<!-- en -->\ntext")).Message, StringComparison.Ordinal);
    }

    private static WriteArticle Article() => new("عنوان", null, "نص", null, "faq", []);

    private static ArticleState Approved(WriteArticle? article = null)
    {
        var made = After(ArticleDecisions.Create(new(), article ?? Article(), "u1", Now));
        return After(ArticleDecisions.Approve(made, null, "u2", Now), made);
    }

    private static ArticleState After(Decision decision, ArticleState? before = null)
    {
        Assert.True(decision.Accepted);
        return decision.Events.Aggregate(before ?? new ArticleState(), (s, e) => s.Apply(e));
    }
}

/// <summary>How questions without an answer are kept.</summary>
public sealed class GapDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);

    [Fact]
    public void One_question_in_several_spellings_is_one_gap()
    {
        Assert.Equal(GapDecisions.IdOf("هل توصلون لجدة؟"), GapDecisions.IdOf("هَل تُوصلون لجدّه"));
        Assert.NotEqual(GapDecisions.IdOf("هل توصلون لجدة؟"), GapDecisions.IdOf("هل توصلون للدمام؟"));
        Assert.Null(GapDecisions.IdOf(" ؟! "));
    }

    [Theory]
    [InlineData("رقمي 0551234567 متى تردون", "رقمي ••• متى تردون")]
    [InlineData("رقمي ٠٥٥١٢٣٤٥٦٧", "رقمي •••")]
    [InlineData("mail me at a.b@example.com now", "mail me at ••• now")]
    [InlineData("كم سعر 1,499 ريال", "كم سعر 1,499 ريال")]
    public void What_could_name_somebody_is_not_kept(string question, string kept) => Assert.Equal(kept, GapDecisions.Masked(question));

    [Fact]
    public void A_thousand_are_kept_and_the_one_asked_longest_ago_gives_way()
    {
        var state = new GapsState();
        for (var i = 0; i < GapDecisions.Most; i++) state = After(GapDecisions.Report(state, $"سؤال رقم {i}", "ar", "customer", Now.AddMinutes(i)), state);
        Assert.Equal(GapDecisions.Most, state.Asked.Count);
        // Asked anew, the first one is not the oldest any more.
        state = After(GapDecisions.Report(state, "سؤال رقم 0", "ar", "customer", Now.AddDays(2)), state);
        var decision = GapDecisions.Report(state, "سؤال جديد", "ar", "customer", Now.AddDays(3));
        Assert.Equal(GapDecisions.IdOf("سؤال رقم 1"), Assert.IsType<GapDropped>(decision.Events[0]).GapId);
        Assert.Equal(GapDecisions.Most, After(decision, state).Asked.Count);
        Assert.InRange(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(After(decision, state)).Length, 1, 32 * 1024);
    }

    [Fact]
    public void What_was_dismissed_is_counted_no_more_and_what_is_drafted_may_be_asked_anew()
    {
        var id = GapDecisions.IdOf("سؤال")!;
        var state = After(GapDecisions.Report(new(), "سؤال", "ar", "customer", Now), new());
        var dismissed = After(GapDecisions.Dismiss(state, id, Now), state);
        Assert.True(GapDecisions.Report(dismissed, "سؤال", "ar", "customer", Now).IsEmpty);
        Assert.Equal(Refusal.NotFound, GapDecisions.Dismiss(new(), id, Now).Refusal);
        var drafted = After(GapDecisions.Draft(state, id, "a1", Now), state);
        Assert.Single(GapDecisions.Report(drafted, "سؤال", "ar", "customer", Now).Events);
        Assert.Equal(Refusal.NotFound, GapDecisions.Draft(drafted, id, "a2", Now).Refusal);
        Assert.Equal("language", GapDecisions.Report(new(), "سؤال", "fr", "customer", Now).Detail);
    }

    private static GapsState After(Decision decision, GapsState before) => decision.Events.Aggregate(before, (s, e) => s.Apply(e));
}

/// <summary>What assets of sectors may be.</summary>
public sealed class SectorAssetDecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 7, 0, 0, TimeSpan.Zero);
    private static readonly WriteSectorAsset Asset = new("retail", SectorAssetType.Script, "نص", "{}", "ar", true);

    [Fact]
    public void An_asset_is_written_changed_and_removed()
    {
        var made = After(SectorAssetDecisions.Write(new(), Asset, true, Now), new());
        Assert.True(SectorAssetDecisions.Write(made, Asset, false, Now).IsEmpty);
        Assert.Equal("sector", SectorAssetDecisions.Write(made, Asset with { Sector = "legal" }, false, Now).Detail);
        Assert.Equal(Refusal.AlreadyExists, SectorAssetDecisions.Write(made, Asset, true, Now).Refusal);
        Assert.Equal("content", SectorAssetDecisions.Write(new(), Asset with { Content = new string('س', 33_000) }, true, Now).Detail);
        var gone = After(SectorAssetDecisions.Delete(made, Now), made);
        Assert.Equal(Refusal.NotFound, SectorAssetDecisions.Delete(gone, Now).Refusal);
    }

    private static SectorAssetState After(Decision decision, SectorAssetState before) => decision.Events.Aggregate(before, (s, e) => s.Apply(e));
}
