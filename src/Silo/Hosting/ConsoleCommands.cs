using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Silo.Hosting;

/// <summary>What is done on the host's console and nowhere else.</summary>
internal static class ConsoleCommands
{
    private const string GrantSuperadmin = "grant-superadmin";

    /// <summary>The e-mail of <c>grant-superadmin {email}</c>, or null where the program is to run as usual.</summary>
    public static string? EmailOf(string[] args) => args is [GrantSuperadmin, var email, ..] && !email.StartsWith('-') ? email.Trim().ToLowerInvariant() : null;

    /// <summary>What to say to somebody who wrote a command that is none, or half of one; null where the program is to run.</summary>
    public static string? Usage(string[] args) =>
        args is not [var word, ..] || word.StartsWith('-') || word.StartsWith('/') || word.Contains('=', StringComparison.Ordinal)
        || word == VerifyAudit.Word || EmailOf(args) is not null
            ? null
            : $"'{string.Join(' ', args)}' is no command. There are: {GrantSuperadmin} <e-mail>, {VerifyAudit.Word} [tenant]. "
                + "Without one the product starts.";

    /// <summary>The settings for such a command: nothing is seeded, and nobody is served.</summary>
    public static string[] Settings(string[] args) => [.. args[2..], "--SalesFlow:Demo=false", "--urls=http://127.0.0.1:0"];

    /// <summary>Makes the owner of a company a superadmin. Where the product runs alone it must be stopped first: two never share a data folder.</summary>
    /// <returns>The exit code: 0, or 1 where there is no such owner.</returns>
    public static async Task<int> Grant(WebApplication app, string email)
    {
        await app.StartAsync();
        try
        {
            var grains = app.Services.GetRequiredService<IGrainFactory>();
            var account = await grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, Id.Named("account", email))).Get();
            if (account is null)
            {
                await Console.Error.WriteLineAsync("No account has this e-mail.");
                return 1;
            }
            TenantScope.Enter(account.TenantId);
            var user = grains.GetGrain<IUserGrain>(TenantKey.Format(account.TenantId, account.UserId));
            if (await user.Get() is not { IsActive: true, Role: Role.Owner or Role.Superadmin })
            {
                await Console.Error.WriteLineAsync("Only the active owner of a company can become a superadmin.");
                return 1;
            }
            var outcome = await user.Update(Id.New(TimeProvider.System), new UpdateUser(Role: Role.Superadmin), null);
            if (!outcome.Accepted)
            {
                await Console.Error.WriteLineAsync($"Refused: {outcome.Refusal} {outcome.Detail}");
                return 1;
            }
            // Made by nobody who is signed in: told by hand, since it is the highest right that there is.
            await grains.GetGrain<IAuditGrain>(TenantKey.Format(account.TenantId, "audit"))
                .Record(Id.New(TimeProvider.System), new AuditEntry("superadmin_granted", "user", account.UserId));
            await Console.Out.WriteLineAsync("Granted. Sessions that stand have the role within ten seconds.");
            return 0;
        }
        finally
        {
            await app.StopAsync();
        }
    }
}
