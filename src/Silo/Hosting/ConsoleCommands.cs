using SalesFlow.Access;
using SalesFlow.Common;
using SalesFlow.Tenancy;

namespace SalesFlow.Silo.Hosting;

/// <summary>What is done on the host's console and nowhere else.</summary>
internal static class ConsoleCommands
{
    private const string GrantSuperadmin = "grant-superadmin", RevokeSuperadmin = "revoke-superadmin";

    /// <summary>What <c>grant-superadmin {email}</c> or <c>revoke-superadmin {email}</c> asks for, or null where the program is to run as usual.</summary>
    public static SuperadminChange? ChangeOf(string[] args) => args is [GrantSuperadmin or RevokeSuperadmin, var email, ..] && !email.StartsWith('-')
        ? new SuperadminChange(email.Trim().ToLowerInvariant(), args[0] == GrantSuperadmin)
        : null;

    /// <summary>What to say to somebody who wrote a command that is none, or half of one; null where the program is to run.</summary>
    public static string? Usage(string[] args) =>
        args is not [var word, ..] || word.StartsWith('-') || word.StartsWith('/') || word.Contains('=', StringComparison.Ordinal)
        || word == VerifyAudit.Word || ChangeOf(args) is not null
            ? null
            : $"'{string.Join(' ', args)}' is no command. There are: {GrantSuperadmin} <e-mail>, {RevokeSuperadmin} <e-mail>, {VerifyAudit.Word} [tenant]. "
                + "Without one the product starts.";

    /// <summary>The settings for such a command: nothing is seeded, and nobody is served.</summary>
    public static string[] Settings(string[] args) => [.. args[2..], "--SalesFlow:Demo=false", "--urls=http://127.0.0.1:0"];

    /// <summary>
    /// Makes the owner of a company a superadmin, or a superadmin the owner that they were. Where the product runs alone it must be stopped first: two
    /// never share a data folder.
    /// </summary>
    /// <returns>The exit code: 0, or 1 where there is no such owner.</returns>
    public static async Task<int> Run(WebApplication app, SuperadminChange change)
    {
        await app.StartAsync();
        try
        {
            var grains = app.Services.GetRequiredService<IGrainFactory>();
            var account = await grains.GetGrain<IAccountGrain>(TenantKey.Format(TenantKey.Platform, Id.Named("account", change.Email))).Get();
            if (account is null)
            {
                await Console.Error.WriteLineAsync("No account has this e-mail.");
                return 1;
            }
            TenantScope.Enter(account.TenantId);
            var user = grains.GetGrain<IUserGrain>(TenantKey.Format(account.TenantId, account.UserId));
            // The right is taken from whoever has it, also where they may not come in any more.
            if (await user.Get() is not { Role: Role.Owner or Role.Superadmin } known || (change.Grants && !known.IsActive))
            {
                await Console.Error.WriteLineAsync(change.Grants ? "Only the active owner of a company can become a superadmin." : "This account is no superadmin.");
                return 1;
            }
            var outcome = await user.Update(Id.New(TimeProvider.System), new UpdateUser(Role: change.Grants ? Role.Superadmin : Role.Owner), null);
            if (!outcome.Accepted)
            {
                await Console.Error.WriteLineAsync($"Refused: {outcome.Refusal} {outcome.Detail}");
                return 1;
            }
            // Done by nobody who is signed in: told by hand, since it is the highest right that there is.
            await grains.GetGrain<IAuditGrain>(TenantKey.Format(account.TenantId, "audit"))
                .Record(Id.New(TimeProvider.System), new AuditEntry(change.Grants ? "superadmin_granted" : "superadmin_revoked", "user", account.UserId));
            await Console.Out.WriteLineAsync($"{(change.Grants ? "Granted" : "Revoked")}. Sessions that stand follow within ten seconds.");
            return 0;
        }
        finally
        {
            await app.StopAsync();
        }
    }
}

/// <summary>A change of the highest right.</summary>
/// <param name="Email">Whose, in small letters.</param>
/// <param name="Grants">Whether it is given or taken.</param>
internal sealed record SuperadminChange(string Email, bool Grants);
