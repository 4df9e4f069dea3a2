"""The word list: which word of an exported file means what, in English, German, French and Spanish."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import simulator.intake.words as words_package
from simulator.errors import InputError
from simulator.intake.words.phrases import Phrases, plain
from simulator.intake.words.vocabulary import shipped, vocabulary

WORDS = shipped().specs[0]
REASONS = (
    "a planned date",
    "a date of bookkeeping",
    "the text of an item",
    "a name of a person",
    "a second manager",
)
STAGES = ("analysis", "design", "build", "review", "test", "release")

JIRA = {
    "waiting": [
        "Open", "To Do", "Backlog", "Selected for Development", "Waiting for support", "Waiting for customer", "Pending",
        "Offen", "Zu erledigen", "Aufgaben", "Ausgewählt für Entwicklung", "Warten auf Support", "Warten auf Kunden", "Ausstehend",
        "Ouvert", "À faire", "Sélectionné pour le développement", "En attente du support", "En attente du client",
        "Abierto", "Abierta", "Por hacer", "Tareas por hacer", "Seleccionado para desarrollo", "Esperando por el cliente", "Pendiente",
    ],
    "build": [
        "In Progress", "Work in progress", "Implementing", "In Arbeit", "In Bearbeitung", "Wird ausgeführt", "Umsetzung",
        "En cours", "En cours de développement", "En curso", "En progreso", "En desarrollo",
    ],
    "review": [
        "In Review", "Under review", "Peer review / change manager approval", "In Überprüfung", "Wird überprüft", "In Prüfung",
        "En cours de révision", "En revue", "Revue de code", "En revisión", "Revisión de código",
    ],
    "test": ["Testing", "QA", "In Test", "Im Test", "Wird getestet", "Abnahme", "En test", "En recette", "En cours de recette", "En pruebas"],
    "done": [
        "Done", "Resolved", "Closed", "Completed", "Erledigt", "Fertig", "Gelöst", "Geschlossen", "Abgeschlossen",
        "Terminé", "Terminé(e)", "Résolu", "Résolue", "Fermé", "Fermée", "Listo", "Finalizada", "Finalizado", "Resuelta", "Cerrado", "Hecho",
    ],
    "reopened": ["Reopened", "Wiedereröffnet", "Erneut geöffnet", "Rouvert", "Rouverte", "Réouvert", "Reabierto", "Reabierta"],
    "ended": [
        "Won't Do", "Won't Fix", "Duplicate", "Cannot Reproduce", "Declined", "Canceled", "Incomplete",
        "Wird nicht behoben", "Duplikat", "Nicht reproduzierbar", "Abgelehnt", "Zurückgewiesen", "Abgebrochen", "Storniert", "Unvollständig",
        "Ne sera pas corrigé", "Doublon", "Impossible à reproduire", "Refusé", "Annulé", "Annulée", "Incomplet",
        "No se hará", "No se corregirá", "Duplicado", "No se puede reproducir", "Rechazado", "Rechazada", "Cancelado", "Descartada",
    ],
}  # fmt: skip
OTHER_TOOLS = {
    "Azure DevOps": {
        "waiting": ["New", "Approved", "Proposed", "Neu", "Genehmigt", "Nouveau", "Approuvé", "Nuevo", "Aprobado"],
        "build": ["Active", "Committed", "Doing", "Aktiv", "Actif", "Activo"],
        "done": ["Resolved", "Closed", "Done", "Gelöst", "Geschlossen", "Résolu", "Fermé", "Resuelto", "Cerrado"],
        "ended": ["Removed", "Entfernt", "Supprimé", "Eliminado", "Quitado"],
        "design": ["Design"],
    },
    "ServiceNow": {
        "waiting": ["New", "On Hold", "Awaiting User Info", "Awaiting Problem", "Pending", "Wartend", "En attente", "En espera", "Scheduled"],
        "build": ["In Progress", "Work in Progress", "Implement"],
        "analysis": ["Assess", "Root Cause Analysis"],
        "review": ["Authorize", "Review"],
        "done": ["Closed Complete", "Solved (Permanently)", "Solved (Work Around)", "Closed/Resolved by Caller", "Known error"],
        "ended": ["Closed Incomplete", "Closed Skipped", "Canceled", "Not Solved (Not Reproducible)", "Not Solved (Too Costly)"],
    },
    "GitLab and GitHub": {
        "waiting": ["opened", "To Do", "Needs triage", "changes_requested"], "build": ["Doing", "In progress"], "done": ["closed", "merged", "completed"],
        "ended": ["not_planned", "duplicate", "Won't do"], "reopened": ["reopened"],
    },
    "Linear": {
        "waiting": ["Triage", "Backlog", "Todo", "unstarted"], "build": ["In Progress", "started"], "review": ["In Review"], "done": ["Done"],
        "ended": ["Canceled", "Duplicate"],
    },
    "other trackers": {
        "waiting": ["ASSIGNED", "UNCONFIRMED", "Feedback", "Selected", "Queued/Awaiting Assignment", "Accepted/Wait - User", "warten auf Erinnerung"],
        "build": ["Accepted/In Progress", "Working on it"], "done": ["VERIFIED", "Completed/In Call", "erfolgreich geschlossen"],
        "ended": ["WONTFIX", "WORKSFORME", "Completed/Cancelled", "erfolglos geschlossen", "stagnant", "moved_away", "withdrawn", "superseded", "abandoned"],
    },
    "boards": {
        "waiting": [
            "Ready for QA", "Dev Ready", "Ready to Deploy", "Analysis Done", "Development Done", "Dev Complete", "Tested", "To Test", "Test Queue", "Blocked",
            "Zu testen", "Bereit für Test", "Blockiert", "À tester", "À valider", "Prêt pour recette", "Bloqué", "Por probar", "Listo para pruebas", "Bloqueado",
        ],
        "analysis": ["Analysis", "Refinement", "Under Investigation", "In Analyse", "Klärung", "En cours d'analyse", "Cadrage", "En análisis", "Refinamiento"],
        "design": ["In Design", "UX", "Konzeption", "Conception", "Maquettage", "Diseño"],
        "build": ["Development in progress", "Dev", "Coding", "In Entwicklung", "Realisierung", "Développement", "Réalisation", "Desarrollo", "In progress (Dev)"],
        "review": ["Code Review", "PR Review", "Code in Review", "Freigabe", "Relecture", "Aprobación"],
        "test": ["In Test DEV", "QA Testing", "UAT", "Being tested", "Test läuft", "QS", "Recette", "En cours de tests", "Control de calidad", "En proceso de pruebas"],
        "release": ["Deploy", "Release", "Being deployed", "Auslieferung", "Mise en production", "En cours de mise en production", "Despliegue", "Puesta en producción"],
        "done": ["Live", "In Production", "Ausgeliefert", "En production", "Livré", "En producción", "Entregado"],
    },
}  # fmt: skip

CLERICAL = [
    "Check application form completeness", "Check credit history", "Design loan offer", "Approve application", "Approve loan offer",
    "Assess loan risk", "AML check", "Appraise property", "Cancel application", "Reject application", "Applicant completes form",
    "Return application back to applicant", "Release payment", "Assign clerk", "Open account", "New account setup", "Close account",
    "Review contract", "Validate policy", "Verify identity", "Test sample", "Send invoice", "Hold hearing", "Duplicate check", "Triage patient",
    "Start treatment", "Create purchase order", "Purchase order created", "Develop film", "Work accident reported", "Publish report", "Deploy troops",
    "A_Accepted", "A_Cancelled", "O_Created", "W_Validate application", "Declaration APPROVED by ADMINISTRATION", "Release A", "Admission NC",
    "Antrag prüfen", "Rechnung freigeben", "Prüfung Antrag", "Test Probe", "Vérification du dossier", "Analyse de sang", "Revue du contrat",
    "Revisión de documentos", "Validar solicitud", "Análisis de crédito",
]  # fmt: skip

STAGE_COLUMNS = [
    "In Review", "last_call", "Last call", "Translation started", "First draft", "Project approved", "Import check", "First review", "Cycle count",
    "Planned", "Scheduled for release", "Targeting", "Committed", "Due diligence", "Estimated", "Expected loss review", "Baseline measurement",
    "Sprint ready", "View mode review", "Synced with legal", "Notified customer", "Added to backlog", "Authorization", "Authored", "Contact customer",
    "Send email", "Commenting", "Discussion", "Blocked by legal", "Management Level", "Docs updated", "Reminder sent", "SLA review", "Update docs", "Archive check", "Final review",
    "Erste Prüfung", "In Prüfung", "Terminiert", "Freigabe", "Letzte Prüfung", "Planung", "Wird aktualisiert", "Kommentierung",
    "Première relecture", "Dernière relecture", "En revue", "Planification", "Mise à jour documentation", "Commande", "Contrat signé",
    "Primera revisión", "Última revisión", "En revisión", "Planificación", "Seguimiento técnico", "Contratación",
]  # fmt: skip
UNUSED = {
    "a planned date": [
        "Due Date", "Due", "Target end", "Target date", "Planned start", "Planned end date", "Expected delivery date", "Estimated completion", "Baseline finish",
        "Scheduled start date", "Commitment date", "SLA due", "Follow up", "Start date", "Sprint end date", "Release date", "Requested delivery date", "Needed by",
        "Fälligkeitsdatum", "Fällig am", "Geplanter Start", "Geplantes Enddatum", "Geplante Fertigstellung", "Voraussichtliches Ende", "Zieltermin", "Wunschtermin",
        "Échéance", "Date d'échéance", "Date limite", "Date de fin prévue", "Date prévue de livraison", "Fin prévue", "Date cible", "Date de livraison estimée",
        "Fecha de vencimiento", "Fecha límite", "Fecha de fin prevista", "Fecha prevista de entrega", "Inicio planificado", "Fecha objetivo", "Fecha estimada de cierre",
    ],
    "a date of bookkeeping": [
        "Updated", "Last Viewed", "Last updated at", "Date Modified", "Last activity", "Status Category Changed", "StatusCategoryChangeDate", "Archived",
        "First response date", "First reply at", "First contact date", "[CHART] Date of First Response", "Satisfaction date", "Time to resolution", "last_revised",
        "first_merged", "declared_created", "Import date", "Birth date",
        "Aktualisiert", "Zuletzt angesehen", "Letzte Änderung", "Datum der ersten Antwort", "Importdatum", "Geburtsdatum",
        "Mise à jour", "Dernière consultation", "Date de dernière modification", "Date de première réponse", "Date de naissance",
        "Actualizada", "Última visualización", "Fecha de última modificación", "Fecha de primera respuesta", "Fecha de nacimiento",
    ],
    "the text of an item": [
        "Summary", "Description", "Comment", "Short description", "Work notes", "Zusammenfassung", "Beschreibung", "Kommentare", "Betreff", "Résumé",
        "Description courte", "Commentaires", "Objet", "Resumen", "Breve descripción", "Comentarios", "Asunto",
    ],
    "a name of a person": [
        "Reporter", "Reporter Id", "Creator", "Author", "Watchers", "Resolved by", "Sys created by", "Approved By", "Caller", "Product Owner", "Assignee Id",
        "Autor", "Ersteller", "Erstellt von", "Geschlossen von", "Beobachter", "Melder", "Antragsteller", "Rapporteur", "Créé par", "Fermé par", "Demandeur", "Auteur",
        "Informador", "Creado por", "Cerrado por", "Solicitante", "ID de la persona asignada",
    ],
    "a second manager": [
        "Dotted line manager", "Matrix manager", "HR manager", "Fachlicher Vorgesetzter", "Matrixvorgesetzte", "N+2", "Responsable fonctionnel", "Jefe funcional",
    ],
}  # fmt: skip

COLUMNS = {
    "people": {
        "person": ["Employee ID", "Personalnummer", "Mitarbeiter", "Matricule", "Salarié(e)", "Nom complet", "Número de empleado", "Nombre y apellidos"],
        "first_name": ["Given Name", "Vorname", "Prénom", "Nombre"], "last_name": ["Surname", "Nachname", "Nom", "Apellidos"],
        "role": ["Business Title", "Stellenbezeichnung", "Position", "Intitulé du poste", "Fonction", "Puesto de trabajo", "Cargo"],
        "team": ["Squad", "Organisationseinheit", "Équipe", "Equipo"], "group": ["Department", "Abteilung", "Service", "Departamento"],
        "manager": ["Reports To", "Vorgesetzte/r", "Direkte Führungskraft", "Responsable hiérarchique", "N+1", "Jefe directo", "Reporta a"],
        "capacity": ["FTE", "VZÄ", "Beschäftigungsgrad", "ETP", "Taux d'activité", "Porcentaje de jornada"],
        "weekly_hours": ["Scheduled Weekly Hours", "Wochenstunden", "Heures hebdomadaires", "Horas semanales"],
        "status": ["Worker Status", "Beschäftigungsstatus", "Statut", "Estado"], "hired": ["Hire Date", "Eintrittsdatum", "Date d'embauche", "Fecha de alta"],
        "ends": ["Termination Date", "Austrittsdatum", "Date de sortie", "Fecha de baja"], "kind": ["Worker Type", "Vertragsart", "Type de contrat", "Tipo de contrato"],
    },
    "work": {
        "item": ["Issue key", "Vorgangsschlüssel", "Clé de ticket", "Clave de incidencia", "Number", "Nummer", "Numéro", "Número"],
        "created": ["Created", "sys_created_on", "Erstellt", "Eröffnet am", "Créée", "Création", "Creada", "Fecha de creación"],
        "done": ["Resolved", "Closed Date", "Erledigt", "Gelöst am", "Résolue", "Date de clôture", "Resuelta", "Fecha de cierre"],
        "updated": ["Updated", "Aktualisiert", "Mise à jour", "Actualizada"], "type": ["Issue Type", "Vorgangstyp", "Type de ticket", "Tipo de Incidencia"],
        "status": ["Status", "Zustand", "État", "Estado"], "area": ["Component/s", "Komponenten", "Composants", "Componentes"],
        "team": ["Assignment group", "Zuweisungsgruppe", "Groupe d'affectation", "Grupo de asignación"],
        "resource": ["Assignee", "Zugewiesene Person", "Personne assignée", "Persona asignada"],
        "spent": ["Time Spent", "Aufgewendete Zeit", "Temps consacré", "Tiempo empleado (Σ)"], "parent": ["Parent", "Übergeordneter Vorgang", "Clé parent", "Clave principal"],
        "size": ["Story Points", "Story-Point-Schätzung", "Points de récit", "Puntos de historia"],
    },
}  # fmt: skip

TITLES = {
    "sales": ["Strategic Account Leader", "Key Account Manager", "Head of Sales", "Vertriebsleiterin", "Key-Account-Managerin", "Responsable des ventes", "Ejecutiva de cuentas"],
    "support": ["Customer Success Lead", "Technical Account Manager", "Kundenberater", "Teamleiterin Kundenservice", "Chargée de clientèle", "Técnico de soporte"],
    "project_manager": ["Scrum Master", "Release Train Engineer", "Projektleiterin IT", "Cheffe de projet", "Directeur de projet", "Jefe de proyecto", "Director de proyectos"],
    "tech_lead": ["Chapter Lead Backend", "Team Lead Backend", "Teamleiter Softwareentwicklung", "Softwarearchitektin", "Chef d'équipe", "Architecte logiciel", "Líder técnica"],
    "engineer": [
        "Staff Engineer", "Salesforce Developer", "Privacy Engineer", "Client Developer", "Event Streaming Engineer", "Marketplace Engineer", "Programmer Analyst",
        "Werkstudent Softwareentwicklung", "Softwareentwickler (m/w/d)", "Entwickler:in Frontend", "Frontend-Entwicklerin", "Fachinformatiker Anwendungsentwicklung",
        "Développeuse Backend (H/F)", "Ingénieure logiciel", "Concepteur-développeur", "Desarrolladora Backend", "Desarrollador/a", "Ingeniero de software", "Analista programador",
    ],
    "tester": ["QA Lead", "QA Team Lead", "Softwaretesterin", "Testmanager", "Qualitätssicherung", "Ingénieure qualité", "Testeuse", "Analista de calidad", "Probadora"],
    "operations": ["DevOps Team Lead", "Senior Salesforce Administrator", "Systemadministratorin", "Administratrice systèmes", "Administradora de sistemas"],
    "designer": ["Art Director", "Content Designer", "Chapter Lead Design", "Mediengestalterin", "Graphiste", "Directrice artistique", "Diseñadora UX"],
    "analyst": ["Requirements Engineer", "Research Assistant", "Data Scientist", "Datenanalystin", "Analyste fonctionnelle", "Científica de datos"],
    "product_manager": ["Product Owner", "Technical Product Manager", "Produktmanagerin", "Cheffe de produit", "Gerente de producto", "Dueña de producto"],
    "manager": ["Engineering Manager", "Head of Engineering", "Production Manager", "Assistant Manager", "Abteilungsleiterin", "Leiter Entwicklung", "Responsable développement", "Gerente de desarrollo"],
    "executive": ["CTO", "VP of Sales", "Chief Information Security Officer", "Geschäftsführerin", "Directrice générale", "Directora de tecnología"],
    "people": ["Technical Recruiter", "Personalreferentin", "Chargée de recrutement", "Responsable RH", "Recursos Humanos"],
    "finance": ["Senior Accountant", "Finanzbuchhalterin", "Comptable", "Contadora"], "legal": ["Legal Counsel", "Datenschutzbeauftragter", "Juriste", "Abogada"],
    "marketing": ["Product Marketing Manager", "Marketing Assistant", "Onlinemarketing-Manager", "Chargé de communication", "Redes sociales"],
    "administration": ["Chief of Staff", "Executive Assistant", "Assistentin der Geschäftsführung", "Assistante de direction", "Recepcionista"],
    "consultant": ["Berater", "Consultante", "Consultora"], "trainer": ["Technical Trainer", "Formatrice", "Formadora"],
    None: ["Beekeeper", "Trainee", "Intern", "Praktikantin", "Begleiter", "Stagiaire", "Becario"],
}  # fmt: skip

CELLS = {
    "vacant": [
        "TBH", "TBD - Backend", "Open Role", "Vacant", "To be hired Q3", "N.N.", "Vakant", "Offene Stelle", "unbesetzt", "Zu besetzen", "À pourvoir", "Poste vacant",
        "En cours de recrutement", "Vacante", "Por contratar", "Puesto vacante",
    ],
    "total": ["Total", "Grand Total", "Summe", "Gesamt", "Gesamtergebnis", "Total général", "Suma", "Subtotal"],
    "left": ["Terminated", "Inactive", "ausgeschieden", "Inaktiv", "Ehemalige Mitarbeiterin", "Sorti(e)", "Inactif", "Inactivo", "Baja voluntaria", "Jubilada"],
    "away": ["On Leave", "Parental leave", "Elternzeit", "in Elternzeit", "Mutterschutz", "Auszeit", "En congé", "Congé parental", "Arrêt maladie", "De baja", "Baja médica", "Excedencia"],
    "contractor": ["Contractor", "Contingent Worker", "extern", "Externe Mitarbeiterin", "Freiberuflerin", "Prestataire", "Intérimaire", "Autónomo", "Externa"],
    "no_one": ["n/a", "Unassigned", "niemand", "nicht zugewiesen", "k. A.", "Aucun", "non renseigné", "Ninguno", "Sin asignar"],
    "footer": ["Confidential - do not share", "Report generated 2026-01-05", "Vertraulich", "Seite 1 von 3", "Stand: 05.01.2026", "Page 1 sur 3", "Generado el 5 de enero", "12 filas"],
}  # fmt: skip
NAMES_OF_PEOPLE = [
    "Open, Jane", "Page Turner", "Summer Lee", "N. N. Taleb", "Hans Christian Andersen", "Marta Baja", "Fin Murphy", "Petra Offenbach", "Frank Stellen", "H. C. Andersen",
    "Jean Parti", "Lisa Gesamtmann", "Will Vacanti",
]  # fmt: skip

UNPLANNED = [
    "Incident",
    "Bug",
    "Production incident",
    "Fehler",
    "Softwarefehler",
    "Störung",
    "Bogue",
    "Anomalie",
    "Error",
    "Incidencia",
    "Emergency change",
]
LEVELS = {
    "above": ["Epic", "Initiative", "Epos", "Meilenstein", "Épopée", "Jalon", "Épica", "Iniciativa"],
    "items": ["Story", "User Story", "Bug", "Product Backlog Item", "Fehler", "Anforderung", "Récit", "Anomalie", "Historia", "Historia de usuario", "Incidencia"],
    "below": ["Sub-task", "Subtask", "Technical task", "Unteraufgabe", "Sous-tâche", "Subtarea", "Test Case", "Testfall"],
    "": ["Task", "Aufgabe", "Tâche", "Tarea", "Feature"],
}  # fmt: skip
MONTHS = [
    "jan january januar jänner janv janvier ene enero", "feb february februar févr fév février febrero", "mar march märz mrz mär maerz mars marzo",
    "apr april avr avril abr abril", "may mai mayo", "jun june juni juin junio", "jul july juli juil juillet julio", "aug august août ago agosto",
    "sep sept september septembre septiembre setiembre", "oct october okt oktober octobre octubre", "nov november novembre noviembre",
    "dec december dez dezember déc décembre dic diciembre",
]  # fmt: skip
WEEKDAYS = [
    "monday",
    "tue",
    "wed",
    "donnerstag",
    "sonnabend",
    "so",
    "uhr",
    "um",
    "lundi",
    "mercredi",
    "mer",
    "dim",
    "à",
    "le",
    "lunes",
    "miércoles",
    "sáb",
    "de",
    "del",
    "h",
    "at",
]
ZONES = [
    "MEZ", "MESZ", "Coordinated Universal Time", "W. Europe Standard Time", "Mitteleuropäische Zeit", "Mitteleuropäische Sommerzeit",
    "heure normale d’Europe centrale", "heure d'été d'Europe centrale", "hora estándar de Europa central", "hora de verano de Europa central", "Koordinierte Weltzeit",
]  # fmt: skip
HEADERS = {
    "Jira": [
        ["Summary", "Issue key", "Issue id", "Status"], ["Vorgangsschlüssel", "Vorgangstyp", "Status", "Erstellt"], ["Type de ticket", "Clé de ticket", "Résumé"],
        ["Tipo de Incidencia", "Clave de incidencia", "ID de la incidencia", "Estado"],
    ],
    "ServiceNow": [
        ["Number", "Opened", "Assignment group"], ["Nummer", "Zuweisungsgruppe", "Geöffnet"], ["Numéro", "Groupe d'affectation", "Ouvert"], ["Número", "Grupo de asignación", "Creado"],
    ],
    "Azure DevOps": [["ID", "Work Item Type", "State", "Area Path"], ["ID", "Arbeitselementtyp", "Status"], ["ID", "Tipo de elemento de trabajo", "Estado"]],
}  # fmt: skip


def _lists() -> Iterator[tuple[str, Sequence[str]]]:
    """Every list of phrases of the file with its place."""
    for kind in ("people", "work", "unused"):
        for meaning, words in getattr(WORDS.columns, kind).items():
            yield f"columns.{kind}.{meaning}", words
    yield "columns.new_values", WORDS.columns.new_values
    for group, words in (*WORDS.statuses.items(), *WORDS.people.items()):
        yield group, words
    for level in ("above", "items", "below"):
        yield f"levels.{level}", getattr(WORDS.levels, level)
    for place, one in enumerate(WORDS.titles):
        yield f"titles.{place}.{one.role}", one.words
    yield from (
        ("fillers", WORDS.fillers),
        ("unplanned", WORDS.unplanned),
        ("ignored_in_times", WORDS.ignored_in_times),
    )


def _compared(phrase: str) -> str:
    """A phrase as it is compared, with its stars."""
    return plain(phrase.replace("*", "qxq")).replace("qxq", "*")


def _examples(phrase: str) -> list[str]:
    """Texts that a phrase fits: with nothing and with letters in place of a star."""
    return [" ".join(_compared(phrase).replace("*", letters).split()) for letters in ("", "qq")]


@pytest.mark.parametrize(
    ("meaning", "status"), [(meaning, status) for meaning, known in JIRA.items() for status in known]
)
def test_a_status_of_jira_in_four_languages_is_known(meaning: str, status: str) -> None:
    assert shipped().status(status) == meaning


@pytest.mark.parametrize(
    ("tool", "meaning", "status"),
    [(tool, meaning, one) for tool, known in OTHER_TOOLS.items() for meaning, statuses in known.items() for one in statuses],
)  # fmt: skip
def test_a_status_of_another_program_or_board_is_known(tool: str, meaning: str, status: str) -> None:
    assert shipped().status(status) == meaning, tool


@pytest.mark.parametrize("activity", CLERICAL)
def test_clerical_work_with_an_object_is_a_stage_of_its_own(activity: str) -> None:
    assert shipped().status(activity) == ""


def test_statuses_mean_an_end_a_wait_or_a_stage_that_is_known() -> None:
    assert set(WORDS.statuses) == {"reopened", "ended", "done", "waiting", *STAGES}


@pytest.mark.parametrize("column", STAGE_COLUMNS)
def test_a_column_of_a_stage_is_not_unused(column: str) -> None:
    assert shipped().why_unused(plain(column)) == ("a planned date" if column == "Planned" else "")


@pytest.mark.parametrize(
    ("reason", "column"), [(reason, one) for reason, all_ in UNUSED.items() for one in all_]
)
def test_a_column_that_is_never_used_has_its_reason(reason: str, column: str) -> None:
    assert shipped().why_unused(plain(column)) == reason


def test_the_reasons_are_those_that_the_reader_knows() -> None:
    assert tuple(WORDS.columns.unused) == REASONS


@pytest.mark.parametrize(
    ("kind", "meaning", "column"),
    [(kind, meaning, one) for kind, table in COLUMNS.items() for meaning, names in table.items() for one in names],
)  # fmt: skip
def test_a_column_is_known_in_four_languages(kind: str, meaning: str, column: str) -> None:
    assert plain(column) in shipped().names_of(kind)[meaning]


@pytest.mark.parametrize(("tool", "header"), [(tool, one) for tool, all_ in HEADERS.items() for one in all_])
def test_a_program_is_known_by_its_columns_in_four_languages(tool: str, header: list[str]) -> None:
    assert shipped().tool_of(map(plain, header)) == tool


def test_the_columns_of_a_program_are_of_known_meanings() -> None:
    for tool in shipped().tools.values():
        assert set(tool.columns) <= set(WORDS.columns.work)


@pytest.mark.parametrize(("role", "title"), [(role, one) for role, all_ in TITLES.items() for one in all_])
def test_a_title_means_what_the_person_does(role: str | None, title: str) -> None:
    assert shipped().role(title) == role


@pytest.mark.parametrize(("kind", "cell"), [(kind, one) for kind, all_ in CELLS.items() for one in all_])
def test_a_cell_of_a_list_of_people_is_known(kind: str, cell: str) -> None:
    assert shipped().person(kind, cell)


@pytest.mark.parametrize("name", NAMES_OF_PEOPLE)
def test_a_name_of_a_person_is_only_that(name: str) -> None:
    assert not [kind for kind in WORDS.people if shipped().person(kind, name)]


def test_a_status_of_someone_who_is_there_does_not_say_otherwise() -> None:
    for cell in (
        "Active",
        "aktiv",
        "Onboarding",
        "ja",
        "actif",
        "CDI",
        "activo",
        "alta",
        "Employee",
        "Vollzeit",
        "unbefristet",
        "temporal",
        "true",
    ):
        assert not [kind for kind in ("left", "away", "vacant", "contractor") if shipped().person(kind, cell)]


@pytest.mark.parametrize("kind", UNPLANNED)
def test_work_that_was_not_planned_is_known(kind: str) -> None:
    assert shipped().is_unplanned(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "Story",
        "Task",
        "Feature",
        "Aufgabe",
        "Verbesserung",
        "Récit",
        "Tâche",
        "Historia",
        "Tarea",
        "Production work",
    ],
)
def test_other_work_is_planned(kind: str) -> None:
    assert not shipped().is_unplanned(kind)


@pytest.mark.parametrize(("level", "kind"), [(level, one) for level, all_ in LEVELS.items() for one in all_])
def test_a_type_of_work_has_its_level(level: str, kind: str) -> None:
    assert shipped().level(kind) == level


def test_months_are_complete_in_four_languages() -> None:
    for number, names in enumerate(MONTHS, start=1):
        assert {shipped().months[plain(name)] for name in names.split()} == {number}


def test_words_of_times_that_say_nothing_are_no_months_and_no_halves_of_the_day() -> None:
    ignored = {plain(word) for word in WORDS.ignored_in_times}
    assert {plain(word) for word in WEEKDAYS} <= ignored
    assert not ignored & {*shipped().months, *map(plain, WORDS.halves)}
    assert {WORDS.halves[half] for half in ("a m", "vorm")} == {"am"}
    assert {WORDS.halves[half] for half in ("p m", "nachm")} == {"pm"}


def test_zones_have_hours_or_a_name_of_the_database() -> None:
    known = {plain(name): zone for name, zone in WORDS.zones.items()}
    assert len(known) == len(WORDS.zones)
    assert {plain(name) for name in ZONES} <= known.keys()
    for zone in known.values():
        assert ZoneInfo(zone) if isinstance(zone, str) else -12 <= zone <= 14


@pytest.mark.parametrize(("place", "words"), list(_lists()))
def test_a_list_holds_each_phrase_once(place: str, words: Sequence[str]) -> None:
    counts = Counter(map(_compared, words))
    assert not [word for word, count in counts.items() if count > 1 or not word]


@pytest.mark.parametrize(("place", "words"), [one for one in _lists() if not one[0].startswith("columns.")])
def test_no_phrase_says_what_an_open_one_of_its_list_says_already(place: str, words: Sequence[str]) -> None:
    wrapped = "* {} *" if place.startswith("titles") else "{}"
    open_ones = [word for word in words if "*" in word]
    for word in words:
        others = Phrases(wrapped.format(one) for one in open_ones if one != word)
        assert not all(map(others.fits, _examples(word))), word


def test_names_of_columns_that_are_used_hold_no_star() -> None:
    for place, words in _lists():
        if re.match(r"columns\.(people|work|new)", place):
            assert not [word for word in words if "*" in word]


@pytest.mark.parametrize(("group", "words"), list(WORDS.statuses.items()))
def test_no_status_is_taken_by_an_earlier_group(group: str, words: Sequence[str]) -> None:
    assert not [word for word in words if {*map(shipped().status, _examples(word))} != {group}]


def test_no_title_is_taken_by_an_earlier_role() -> None:
    for one in WORDS.titles:
        assert not [word for word in one.words if {*map(shipped().role, _examples(word))} != {one.role}]


def test_no_type_and_no_unused_column_is_taken_by_an_earlier_list() -> None:
    for level in ("above", "items", "below"):
        for word in getattr(WORDS.levels, level):
            assert {*map(shipped().level, _examples(word))} == {level}, word
    for reason, words in WORDS.columns.unused.items():
        for word in words:
            assert {*map(shipped().why_unused, _examples(word))} == {reason}, word


def test_words_of_a_user_come_before_those_that_are_shipped(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(
        "columns:\n"
        "  people: {team: [Truppe]}\n"
        "  work: {created: [Status]}\n"
        "  unused: {a wish: [In Review, due date]}\n"
        "tools: {Jira: {signs: [[Zettel, Kasten]]}, Zettelkasten: {signs: [[Zettel, Kasten, Faden]], columns: {item: [Zettel]}}}\n"
        "statuses: {waiting: [Done, in the fridge], translation: [translating *]}\n"
        "levels: {below: [Story]}\n"
        "people: {vacant: [Max Mustermann]}\n"
        "titles: [{role: keeper, words: ['*keeper', software engineer]}]\n"
        "months: {hornung: 2, march: 4}\n"
    )
    mine = vocabulary(path)
    assert mine.names_of("people")["team"][:2] == ["truppe", "team"]
    assert mine.names_of("work")["created"][:2] == ["status", "created"]
    assert [mine.why_unused(name) for name in ("in review", "due date", "due")] == [
        "a wish",
        "a wish",
        "a planned date",
    ]
    assert mine.tool_of(["zettel", "kasten", "faden"]) == "Zettelkasten"
    assert mine.names_of("work", "Zettelkasten")["item"][0] == "zettel"
    assert [mine.status(s) for s in ("Done", "In the fridge", "Translating docs", "Closed")] == [
        "waiting",
        "waiting",
        "translation",
        "done",
    ]
    assert mine.level("Story") == "below"
    assert mine.person("vacant", "Max Mustermann")
    assert [mine.role(t) for t in ("Beekeeper", "Software Engineer", "Engineer")] == [
        "keeper",
        "keeper",
        "engineer",
    ]
    assert mine.months["hornung"] == 2
    assert shipped().status("Done") == "done"


def test_the_example_at_the_top_of_the_file_is_one(tmp_path: Path) -> None:
    head = (resources.files(words_package) / "words.yaml").read_text("utf-8").partition("\ncolumns:")[0]
    path = tmp_path / "words.yaml"
    path.write_text("".join(f"{line[4:]}\n" for line in head.splitlines() if line.startswith("#   ")))
    mine = vocabulary(path)
    assert mine.status("In the fridge") == "waiting"
    assert mine.status("Translating docs") == "translation"
    assert mine.role("Senior Tinkerer") == "engineer"
    assert mine.why_unused("wish date") == "a planned date"
    assert mine.names_of("people")["team"][0] == "truppe"


def test_a_file_of_words_that_is_wrong_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("statuses: {waiting: Done}\nstatus: {}\n")
    with pytest.raises(InputError) as raised:
        vocabulary(path)
    assert "status: no such key; did you mean 'statuses'?" in str(raised.value)
    assert "words.yaml:1:" in str(raised.value)
