using Microsoft.Extensions.DependencyInjection;
using SalesFlow.Common;

namespace SalesFlow.Storage.Tests;

public sealed class RepliesOnSqlite(SqliteFixture database) : ReplyConformance<SqliteFixture>(database);

public sealed class RepliesOnPostgres(PostgresFixture database) : ReplyConformance<PostgresFixture>(database);

/// <summary>Which requests were answered, and how. Each test uses a tenant of its own.</summary>
public abstract class ReplyConformance<TFixture>(TFixture database) : IClassFixture<TFixture> where TFixture : DatabaseFixture
{
    private static readonly byte[] This = [1, 2, 3], That = [4, 5, 6];
    private static int _tenants;
    private readonly string _tenant = $"reply{Interlocked.Increment(ref _tenants)}";
    private readonly IReplyStore _replies = database.Services.GetRequiredService<IReplyStore>();

    [Fact]
    public async Task A_name_is_the_first_ones_and_a_later_one_finds_what_it_left()
    {
        Assert.Null(await _replies.Claim(_tenant, "n", This, CancellationToken.None));
        var unanswered = await _replies.Claim(_tenant, "n", That, CancellationToken.None);
        Assert.Equal(This, unanswered!.Fingerprint);
        Assert.Null(unanswered.Answer);
        Assert.Equal("مرحبا", await _replies.Keep(_tenant, "n", This, "مرحبا", CancellationToken.None));
        Assert.Equal("مرحبا", (await _replies.Claim(_tenant, "n", This, CancellationToken.None))!.Answer);
        Assert.Null(await _replies.Claim(_tenant + "x", "n", This, CancellationToken.None));
        Assert.Null(await _replies.Claim(_tenant, "m", This, CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_answers_the_first_stands()
    {
        Assert.Equal("one", await _replies.Keep(_tenant, "n", This, "one", CancellationToken.None));
        Assert.Equal("one", await _replies.Keep(_tenant, "n", This, "two", CancellationToken.None));
    }

    [Fact]
    public async Task A_name_given_up_is_free_but_one_with_an_answer_stays()
    {
        await _replies.Claim(_tenant, "n", This, CancellationToken.None);
        await _replies.Release(_tenant, "n", CancellationToken.None);
        Assert.Null(await _replies.Claim(_tenant, "n", That, CancellationToken.None));
        await _replies.Keep(_tenant, "n", That, "one", CancellationToken.None);
        await _replies.Release(_tenant, "n", CancellationToken.None);
        Assert.Equal("one", (await _replies.Claim(_tenant, "n", That, CancellationToken.None))!.Answer);
    }

    [Fact]
    public async Task Of_many_at_once_one_has_the_name()
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => _replies.Claim(_tenant, "n", [(byte)i], CancellationToken.None))));
        Assert.Single(claims, c => c is null);
        Assert.Single(claims.OfType<KeptReply>().Select(c => c.Fingerprint[0]).Distinct());
    }

    [Fact]
    public async Task Old_answers_are_forgotten_and_young_ones_are_not()
    {
        await _replies.Keep(_tenant, "n", This, "one", CancellationToken.None);
        var cleanup = ActivatorUtilitiesFor.CommandCleanup(database.Services);
        await cleanup.Run(TimeProvider.System.GetUtcNow().AddDays(-1), CancellationToken.None);
        Assert.Equal(1, await database.Count($"SELECT count(*) FROM replies WHERE tenant = '{_tenant}'"));
        await cleanup.Run(TimeProvider.System.GetUtcNow().AddDays(1), CancellationToken.None);
        Assert.Equal(0, await database.Count($"SELECT count(*) FROM replies WHERE tenant = '{_tenant}'"));
    }
}
