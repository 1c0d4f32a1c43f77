using SalesFlow.Access;
using SalesFlow.Channels;
using SalesFlow.Common;
using SalesFlow.Feed;
using SalesFlow.Grains.ServiceLevels;
using SalesFlow.Grains.Tests.Support;
using SalesFlow.ServiceLevels;
using SalesFlow.Tenancy;

namespace SalesFlow.Grains.Tests.ServiceLevels;

/// <summary>Who gets a letter when somebody waits too long.</summary>
public sealed class AlarmLetterTests : IAsyncLifetime
{
    private readonly GrainCluster _world = new();

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        foreach (var (id, role, language) in new[] { ("boss", Role.Manager, "ar"), ("rep", Role.Agent, "en"), ("other", Role.Agent, "ar") })
        {
            Assert.True((await _world.Grain<IUserGrain>(id).Add("add", new AddUser("هند " + id, id + "@example.com", null, role, language))).Accepted);
            _world.People.Users = [.. _world.People.Users, (await _world.Grain<IUserGrain>(id).Get())!];
        }
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    private AlarmLetterReaction Reaction => new(_world.Grains, _world.Mail, _world.People, _world.Clock);

    private List<string> Addresses => [.. _world.Mail.Sent.Select(m => m.To).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Those_whom_the_chain_names_get_one_letter_each_in_their_language_however_often_the_event_comes()
    {
        var alarm = Raised(7, ["role:manager", "user:rep", "user:boss"]);
        for (var i = 0; i < 3; i++) await React(alarm);
        // A letter is done when its outcome is kept: one that is only sent would rightly be tried again.
        await GrainCluster.Until(() => Task.FromResult(_world.Mail.Sent.Count >= 2 && !_world.Store.Due.Any(d => d.Grain.Type.ToString() == "letter")));
        await _world.Pass(TimeSpan.FromHours(1));

        Assert.Equal(["boss@example.com", "rep@example.com"], Addresses);
        var (arabic, english) = (_world.Mail.Sent.Single(m => m.To == "boss@example.com"), _world.Mail.Sent.Single(m => m.To == "rep@example.com"));
        Assert.Equal(("ar", "en"), (arabic.Language, english.Language));
        Assert.NotEqual(arabic.Subject, english.Subject);
        Assert.All(_world.Mail.Sent, m => Assert.Contains("/inbox/talk-1", m.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_step_of_the_chain_is_another_letter_to_those_whom_it_names()
    {
        await React(Raised(7, ["user:rep"]));
        await React(Raised(9, ["role:manager"]));
        await GrainCluster.Until(() => Task.FromResult(_world.Mail.Sent.Count >= 2));
        Assert.Equal(["boss@example.com", "rep@example.com"], Addresses);
    }

    [Fact]
    public async Task A_letter_that_did_not_get_through_is_tried_again_and_no_more_than_five_times()
    {
        _world.Mail.Answer = DispatchResult.Later;
        await React(Raised(7, ["user:rep"]));
        await GrainCluster.Until(() => Task.FromResult(_world.Mail.Sent.Count == 1));
        for (var attempts = 2; attempts <= 5; attempts++)
        {
            await _world.Pass(TimeSpan.FromMinutes(attempts));
            var made = attempts;
            await GrainCluster.Until(() => Task.FromResult(_world.Mail.Sent.Count == made));
        }
        await _world.Pass(TimeSpan.FromDays(1));
        Assert.Equal(5, _world.Mail.Sent.Count);
        Assert.Equal(LetterStatus.Failed, (await Letter(7, "rep").Get())!.Status);
    }

    [Fact]
    public async Task Nobody_is_written_to_about_old_alarms_without_mail_or_after_they_have_left()
    {
        await React(Raised(7, ["role:manager"]) with { At = _world.Clock.GetUtcNow().AddDays(-2) });
        _world.Mail.IsConfigured = false;
        await React(Raised(8, ["role:manager"]));
        _world.Mail.IsConfigured = true;
        Assert.True((await _world.Grain<IUserGrain>("boss").SetActive("leave", false, null)).Accepted);
        // The directory may be some moments behind: the letter is posted, and the sender asks the user itself.
        await React(Raised(9, ["role:manager"]));
        await GrainCluster.Until(async () => (await Letter(9).Get())!.Status != LetterStatus.Queued);
        Assert.Equal(LetterStatus.Failed, (await Letter(9).Get())!.Status);
        Assert.Null(await Letter(7).Get());
        Assert.Null(await Letter(8).Get());
        Assert.Empty(_world.Mail.Sent);
    }

    private ILetterGrain Letter(long version, string user = "boss") =>
        _world.Grain<ILetterGrain>(Id.Named("alarm", $"service-level/talk-1:{version}", user));

    private Task React(CommittedEvent e)
    {
        TenantScope.Enter(GrainCluster.Tenant);
        return Reaction.React(e, CancellationToken.None);
    }

    private CommittedEvent Raised(long version, IReadOnlyList<string> notify) => new(
        GrainCluster.Tenant, "service-level", "talk-1", version, _world.Clock.GetUtcNow(), null,
        new ServiceAlarmRaised(2, notify, null, _world.Clock.GetUtcNow()));
}
